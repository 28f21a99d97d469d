package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Phase;
import slipway.worker.process.Tool;
import slipway.worker.testing.TestFarm;
import slipway.worker.testing.WorkerProcess;

/// Build areas that are really too small: a worker in a mount namespace of its own, on a small
/// tmpfs.
class OutOfSpaceTest {
  @TempDir Path directory;

  @BeforeEach
  void needsAMountNamespace() throws IOException, InterruptedException {
    Tool.Result tried =
        Tool.of(
                Duration.ofSeconds(10),
                "unshare",
                "--mount",
                "bash",
                "-c",
                "mount -t tmpfs none /mnt")
            .run(directory);
    assumeTrue(tried.succeeded(), "no mount namespace with a tmpfs here: " + tried.lastLine());
  }

  @Test
  void aBuildThatFillsTheAreaIsNotTheFaultOfThePackage() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().push("03-depth-atlas");
      farm.tree().commit();
      farm.startWorker();
      farm.build("x86_64", "bedrock", "libknot", "tablesmith");
      farm.stopWorker();
      try (WorkerProcess _ = WorkerProcess.start(farm, onTmpfs("size=24m"))) {
        long attempt = farm.order("soundings", "x86_64");
        AttemptEnd end = farm.awaitEnd(attempt);
        assertThat(farm.master().logText(attempt)).contains("grid.dat: No space left on device");
        assertThat(end.getCause()).isEqualTo(Cause.OUT_OF_SPACE);
        assertThat(end.getPhase()).isEqualTo(Phase.COMPILE);
        assertThat(end.getDiskFreeBytes()).isLessThan(1 << 20);
        assertThat(farm.master().report(attempt).orElseThrow().getDiskBytesPeak())
            .isBetween(20L << 20, 25L << 20);
        farm.master().settle(attempt);
      }
    }
  }

  @Test
  void aBuildThatOnlyTalksOfAFullDiskIsAtFaultItself() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "liar",
              "do_build() { echo 'cp: No space left on device'; false; }\ndo_install() { :; }\n");
      farm.tree().commit();
      farm.startWorker();
      assertThat(farm.awaitEnd(farm.order("liar", "x86_64")).getCause())
          .isEqualTo(Cause.PACKAGE_ERROR);
    }
  }

  @Test
  void withoutInodesAnAreaIsFullToo() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "scatter",
              "do_build() { for ((i = 0; i < 2000; i++)); do : > \"part$i\"; done; }\ndo_install() { :; }\n");
      farm.tree().commit();
      try (WorkerProcess _ = WorkerProcess.start(farm, onTmpfs("size=24m,nr_inodes=500"))) {
        assertThat(farm.awaitEnd(farm.order("scatter", "x86_64")).getCause())
            .isEqualTo(Cause.OUT_OF_SPACE);
      }
    }
  }

  /// The kept tree of a failed build is what fills the area; the order asks for room.
  @Test
  void roomIsMadeAsTheOrderAsksAndTheLogSaysHow() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "hog", "do_build() { head -c 16M /dev/zero > hold; false; }\ndo_install() { :; }\n");
      farm.tree().commit();
      try (WorkerProcess _ = WorkerProcess.start(farm, onTmpfs("size=24m"))) {
        long first = farm.order("hog", "x86_64");
        assertThat(farm.awaitEnd(first).getCause()).isEqualTo(Cause.PACKAGE_ERROR);
        farm.master().settle(first);
        var second = farm.orderOf("bell", "x86_64").setReclaimBytes(20 << 20).build();
        farm.master().order(second);
        assertThat(farm.awaitEnd(second.getAttempt()).getCause()).isEqualTo(Cause.SUCCEEDED);
        assertThat(farm.master().logText(second.getAttempt()))
            .contains("MiB: build tree of attempt " + first);
      }
    }
  }

  private List<String> onTmpfs(String options) throws IOException {
    Path area = Files.createDirectories(directory.resolve("area"));
    String script = "mount -t tmpfs -o %s none '%s' && exec \"$@\"".formatted(options, area);
    return List.of("unshare", "--mount", "bash", "-c", script, "worker");
  }
}
