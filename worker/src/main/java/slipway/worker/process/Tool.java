package slipway.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A short command of the host, such as `git`, with an environment of its own and a time limit.
public record Tool(List<String> command, Map<String, String> environment, Duration limit) {
  private static final int OUTPUT_BYTES_MAX = 1 << 20;
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// What a command said, standard output and error together, and how it ended.
  ///
  /// @param exitStatus 128 + n for signal n; 124 if the time limit ended it
  public record Result(int exitStatus, String output) {
    public boolean succeeded() {
      return exitStatus == 0;
    }

    /// The last line that says something, for a message to people.
    public String lastLine() {
      return output.strip().lines().reduce((first, last) -> last).orElse("(no output)");
    }
  }

  public Tool {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public static Tool of(Duration limit, String... command) {
    return new Tool(List.of(command), Map.of(), limit);
  }

  public Tool with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Tool(command, more, limit);
  }

  public Tool and(String... arguments) {
    var more = new ArrayList<>(command);
    more.addAll(List.of(arguments));
    return new Tool(more, environment, limit);
  }

  /// The environment that every build and every tool begins with: nothing of the worker's own gets
  /// in.
  public static Map<String, String> cleanEnvironment() {
    return new TreeMap<>(Map.of("PATH", PATH, "LANG", "C.UTF-8", "HOME", "/nonexistent"));
  }

  /// Runs it to its end. Output beyond a mebibyte is dropped.
  ///
  /// @throws IOException if it cannot be started
  /// @throws InterruptedException if this thread is; the command has been killed then
  public Result run(Path directory) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(cleanEnvironment());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      var reader = new OutputReader(process.getInputStream());
      Thread reading = Thread.ofVirtual().start(reader);
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      // A grandchild may still hold the pipe.
      boolean all = reading.join(Duration.ofSeconds(1));
      return new Result(ended ? process.exitValue() : 124, all ? reader.text() : "");
    } finally {
      process.destroyForcibly();
    }
  }

  private static final class OutputReader implements Runnable {
    private final InputStream in;
    private byte[] bytes = {};

    OutputReader(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      try (in) {
        bytes = in.readNBytes(OUTPUT_BYTES_MAX);
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException cutOff) {
        bytes = cutOff.toString().getBytes(StandardCharsets.UTF_8);
      }
    }

    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
