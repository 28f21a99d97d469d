package slipway.master;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM of its own that says on its standard output, line by line, what it has acknowledged, until
/// it is killed.
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new ArrayList<>();

  private ChildProcess(Process process) {
    this.process = process;
  }

  public static ChildProcess start(Class<?> main, Path directory, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName(),
            directory.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("ROCKSDB_SHAREDLIB_DIR", directory.toString());
    return new ChildProcess(builder.start());
  }

  /// Reads until so many lines have come, kills with SIGKILL, and reads what was still said.
  ///
  /// @return all whole lines
  public List<String> killAfter(int count) throws IOException {
    var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = reader.readLine();
    boolean killed = false;
    while (line != null) {
      if (line.startsWith("acknowledged ") && line.endsWith(".")) {
        lines.add(line.substring("acknowledged ".length(), line.length() - 1));
      }
      if (!killed && lines.size() >= count) {
        process.toHandle().destroyForcibly();
        killed = true;
      }
      line = reader.readLine();
    }
    return lines;
  }

  /// To be called by the child.
  public static void acknowledge(Object what) {
    System.out.println("acknowledged " + what + ".");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
