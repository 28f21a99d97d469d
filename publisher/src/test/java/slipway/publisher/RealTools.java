package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// The tools of XBPS itself, where they are installed.
final class RealTools {
  private RealTools() {}

  /// Skips the test, with the reason, where one of the tools is not on the path.
  static void assumeInstalled(String... tools) {
    for (String tool : tools) {
      boolean found =
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
              .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
      if (!found) {
        System.err.println(tool + " is not on the path: the test with the real tools is skipped.");
      }
      Assumptions.assumeTrue(found, tool + " is not on the path");
    }
  }

  /// Runs a tool that must succeed, and returns what it printed on both streams.
  static String run(Object... command) throws IOException, InterruptedException {
    return answering("", command);
  }

  /// As [#run], with something on its standard input.
  static String answering(String input, Object... command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
            .redirectErrorStream(true);
    builder.environment().put("XBPS_ARCH", TestRepository.ARCHITECTURE);
    Process process = builder.start();
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
    return output;
  }
}
