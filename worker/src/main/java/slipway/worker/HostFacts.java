package slipway.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.process.Tool;

/// What this host has, read from `/proc` and asked of its tools.
final class HostFacts {
  private static final Logger log = LoggerFactory.getLogger(HostFacts.class);
  private static final Path PROC = Path.of("/proc");
  private static final Duration ASK_MAX = Duration.ofSeconds(10);
  private static final List<String> TOOLS =
      List.of("bash", "git", "cc", "c++", "musl-gcc", "ccache", "rsync", "xbps-install");

  private HostFacts() {}

  /// Version lines of the tools that are there; asked on a thread of their own, since the first
  /// build need not wait for them.
  static CompletableFuture<Map<String, String>> tools() {
    var versions = new CompletableFuture<Map<String, String>>();
    Thread.ofVirtual().name("tools").start(() -> versions.complete(askTools()));
    return versions;
  }

  private static Map<String, String> askTools() {
    var versions = new TreeMap<String, String>();
    for (String tool : TOOLS) {
      try {
        Tool.Result result = Tool.of(ASK_MAX, tool, "--version").run(Path.of("/"));
        if (result.succeeded()) {
          versions.put(tool, result.output().lines().findFirst().orElse(""));
        }
      } catch (IOException | InterruptedException notThere) {
        log.atDebug().addKeyValue("tool", tool).log("not on this host");
      }
    }
    return versions;
  }

  static long memoryBytes() {
    return memory("MemTotal:");
  }

  static long memoryFreeBytes() {
    return memory("MemAvailable:");
  }

  /// One-minute load average.
  static double load() {
    try {
      String text = Files.readString(PROC.resolve("loadavg"));
      return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    } catch (IOException notToBeRead) {
      return 0;
    }
  }

  private static long memory(String key) {
    try {
      for (String line : Files.readAllLines(PROC.resolve("meminfo"))) {
        if (line.startsWith(key)) {
          return Long.parseLong(line.substring(key.length()).replace("kB", "").strip()) * 1024;
        }
      }
      return 0;
    } catch (IOException notToBeRead) {
      return 0;
    }
  }
}
