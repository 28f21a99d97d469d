package slipway.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real cable between master and worker that is cut: each has a network namespace of its own.
final class CutNetworkTest {
  @Test
  void aCutCostsTimeAndNeitherBytesNorPackages(@TempDir Path directory)
      throws IOException, InterruptedException {
    Result tried =
        apart(
            "sh",
            "-c",
            "ip link add cable type veth peer name plug && ss --version && tc -Version");
    assumeTrue(tried.exitCode == 0, "no network namespace with a cable here: " + tried.output);
    Result played =
        apart(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.library.path=" + System.getProperty("java.library.path"),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CutNetwork.class.getName(),
            directory.toString());
    assertThat(played.exitCode).as(played.output).isZero();
    System.out.print(played.output);
  }

  private record Result(int exitCode, String output) {}

  private static Result apart(String... command) throws IOException, InterruptedException {
    var words = new ArrayList<>(Cable.apart());
    words.addAll(List.of(command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
