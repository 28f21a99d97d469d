package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.cli.demo.ChildProcess;

/// The main job, by the command of the README.
final class DemoTest {
  @Test
  void theDemoPlaysToItsEnd(@TempDir Path directory) throws IOException {
    Path output = directory.resolve("demo.log");
    try (ChildProcess demo =
        ChildProcess.start(
            output,
            List.of(),
            List.of("demo", "--once", "--directory", directory.resolve("farm").toString()))) {
      Awaitility.await("the demo to end").atMost(6, TimeUnit.MINUTES).until(() -> !demo.isAlive());
    }
    assertThat(Files.readString(output))
        .contains("x86_64: installed")
        .contains("x86_64-musl: installed")
        .contains("re-queued")
        .contains("out of space")
        .contains("in sync")
        .doesNotContain("slipway: ");
  }
}
