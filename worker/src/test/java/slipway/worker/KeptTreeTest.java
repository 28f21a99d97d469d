package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Cause;
import slipway.worker.testing.TestFarm;

/// The build tree of a failed attempt, for whoever looks into the failure.
class KeptTreeTest {
  @TempDir Path directory;

  @Test
  void aFailedAttemptsTreeIsKeptAndSent() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("broken", "do_build() { echo the cause > config.log; exit 7; }\n");
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("broken", "x86_64");
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.PACKAGE_ERROR);
      farm.master().settle(attempt);
      await("the worker to name the tree")
          .until(() ->
              farm.master()
                  .lastReport()
                  .orElseThrow()
                  .getFacts()
                  .getFigures()
                  .getKeptTreesList()
                  .contains(attempt));

      farm.master().wantTree(attempt);

      byte[] archive =
          await("the archive")
              .until(() -> farm.master().tree(attempt), Optional::isPresent)
              .orElseThrow();
      Path file = directory.resolve("tree.tar.gz");
      Files.write(file, archive);
      Path out = Files.createDirectory(directory.resolve("out"));
      Process tar =
          new ProcessBuilder("tar", "-xzf", file.toString(), "-C", out.toString()).start();
      assertThat(tar.waitFor()).isZero();
      try (var all = Files.walk(out)) {
        assertThat(all.filter(f -> f.endsWith("config.log")))
            .singleElement()
            .satisfies(log -> assertThat(log).hasContent("the cause"));
      }
    }
  }

  @Test
  void aTreeThatIsNotKeptIsNamedSo() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.startWorker();
      farm.master().wantTree(77);
      await("an answer").ignoreNoExceptions().until(() -> hasAnswer(farm, 77));
      assertThatThrownBy(() -> farm.master().tree(77))
          .hasMessageContaining("the build tree of attempt 77 is not kept");
    }
  }

  private static boolean hasAnswer(TestFarm farm, long attempt) {
    try {
      return farm.master().tree(attempt).isPresent();
    } catch (IllegalStateException named) {
      return true;
    }
  }
}
