package slipway.cli.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another process of this same program, with its output in a file.
public final class ChildProcess implements AutoCloseable {
  private static final long GRACE_SECONDS = 15;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// @param wrapper command that is put before the program, or nothing
  /// @param arguments of `slipway`
  public static ChildProcess start(Path output, List<String> wrapper, List<String> arguments)
      throws IOException {
    var command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.library.path=" + System.getProperty("java.library.path"),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(aotCache());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "slipway.cli.Slipway"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new ChildProcess(process, output);
  }

  /// The option that names the cache of loaded classes, if this process was given one.
  private static List<String> aotCache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:AOTCache="))
        .toList();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it ended with, once it has ended.
  public int exitCode() {
    return process.exitValue();
  }

  public long pid() {
    return process.pid();
  }

  /// Where it prints to.
  public Path output() {
    return output;
  }

  /// Kills it without giving it a chance to say goodbye, and waits until it is gone.
  public void kill() {
    process.destroyForcibly();
    waitUntilGone(GRACE_SECONDS);
  }

  /// Asks it to end, and kills it if it does not.
  @Override
  public void close() {
    process.destroy();
    if (!waitUntilGone(GRACE_SECONDS)) {
      kill();
    }
  }

  private boolean waitUntilGone(long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
