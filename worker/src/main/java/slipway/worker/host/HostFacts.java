package slipway.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import slipway.worker.process.Tool;

/// What this host has, read from `/proc` and asked of its tools.
public final class HostFacts {
  private static final Path PROC = Path.of("/proc");
  private static final Duration ASK_MAX = Duration.ofSeconds(10);
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "git",
          "cc",
          "c++",
          "musl-gcc",
          "clang",
          "ccache",
          "curl",
          "tar",
          "rsync",
          "bwrap");

  private HostFacts() {}

  /// Version lines of the tools that are there; asked on a thread of their own, since the first
  /// build need not wait for them.
  public static CompletableFuture<Map<String, String>> tools(List<Path> first) {
    var versions = new CompletableFuture<Map<String, String>>();
    Thread.ofVirtual().name("tools").start(() -> versions.complete(askTools(first)));
    return versions;
  }

  private static Map<String, String> askTools(List<Path> first) {
    var versions = new TreeMap<String, String>();
    ask(List.of(inPath(first, "xbps-install"), "--version"))
        .ifPresent(line -> versions.put("xbps-install", line));
    ask(List.of("uname", "--kernel-release")).ifPresent(line -> versions.put("kernel", line));
    for (String tool : TOOLS) {
      ask(List.of(tool, "--version")).ifPresent(line -> versions.put(tool, line));
    }
    return versions;
  }

  private static String inPath(List<Path> first, String tool) {
    return first.stream()
        .map(directory -> directory.resolve(tool))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(tool);
  }

  /// The first line of what it says.
  private static Optional<String> ask(List<String> command) {
    try {
      Tool.Result result = new Tool(command, Map.of(), ASK_MAX).run(Path.of("/"));
      return result.succeeded() ? result.output().lines().findFirst() : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  public static long memoryBytes() {
    return memory("MemTotal:");
  }

  public static long memoryFreeBytes() {
    return memory("MemAvailable:");
  }

  /// One-minute load average.
  public static double load() {
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
