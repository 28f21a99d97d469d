package slipway.xbps;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The tools of XBPS itself, where they are installed.
final class RealTools {
  private RealTools() {}

  /// How a tool ended, and what it printed on both streams.
  record Run(int exit, String output) {}

  /// Skips the test with a reason where one of the tools is not on the path.
  static void assumeInstalled(String... tools) {
    for (String tool : tools) {
      boolean found =
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
      if (!found) {
        System.err.println(
            tool + " is not on the path: the comparison with the real tools is skipped.");
      }
      Assumptions.assumeTrue(found, tool + " is not on the path");
    }
  }

  static Run run(Path directory, Object... command) throws IOException, InterruptedException {
    List<String> words = Arrays.stream(command).map(Object::toString).toList();
    var builder = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("XBPS_ARCH", "x86_64");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
