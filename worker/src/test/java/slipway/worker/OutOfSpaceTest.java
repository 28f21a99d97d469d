package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  @Test
  void withoutInodesARealDiskIsFullToo() throws Exception {
    needs("true", "mkfs.ext4", "-q", "-N", "400");
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "scatter",
              "do_build() { for ((i = 0; i < 2000; i++)); do : > \"part$i\"; done; }\ndo_install() { :; }\n");
      farm.tree().commit();
      try (WorkerProcess _ = WorkerProcess.start(farm, onDisk("true"))) {
        long attempt = farm.order("scatter", "x86_64");
        AttemptEnd end = farm.awaitEnd(attempt);
        assertThat(farm.master().logText(attempt)).contains("No space left on device");
        assertThat(end.getCause()).isEqualTo(Cause.OUT_OF_SPACE);
        assertThat(end.getMessage()).startsWith("no inode left in the build area");
      }
    }
  }

  /// By btrfs, whose quotas need no tools but its own.
  @Test
  void aQuotaIsNotAFullDiskAndToldSo() throws Exception {
    String quota =
        "btrfs quota enable '%1$s' && btrfs qgroup limit 16M 0/5 '%1$s'".formatted(area());
    needs(quota, "mkfs.btrfs", "-q");
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "hog", "do_build() { head -c 32M /dev/urandom > hold; }\ndo_install() { :; }\n");
      farm.tree().commit();
      try (WorkerProcess _ = WorkerProcess.start(farm, onDisk(quota))) {
        long attempt = farm.order("hog", "x86_64");
        AttemptEnd end = farm.awaitEnd(attempt);
        assertThat(farm.master().logText(attempt)).contains("Disk quota exceeded");
        assertThat(end.getCause()).isEqualTo(Cause.OUT_OF_SPACE);
        assertThat(end.getMessage()).startsWith("the quota is used up in the build area");
        assertThat(end.getDiskFreeBytes()).isGreaterThan(32 << 20);
      }
    }
  }

  /// Nothing can be written anywhere: it starts, says so, and builds once somebody has made room.
  @Test
  void aWorkerStartsOnAFullDiskSaysSoAndGoesOn() throws Exception {
    var full = List.of("state", "area", "cache");
    var script = new StringBuilder();
    for (String name : full) {
      Path place = Files.createDirectories(directory.resolve(name));
      script.append(
          "mount -t tmpfs -o size=8m none '%1$s'; head -c 16M /dev/zero > '%1$s/fill'; "
              .formatted(place));
    }
    script.append("exec \"$@\"");
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      var apart = List.of("unshare", "--mount", "bash", "-c", script.toString(), "worker");
      try (WorkerProcess worker = WorkerProcess.start(farm, apart)) {
        await("a report").until(() -> farm.master().lastReport().isPresent());
        assertThat(farm.master().lastReport().orElseThrow().getFacts().getDiskFreeBytes()).isZero();
        Path output = directory.resolve("worker.out");
        assertThat(Files.readString(output)).contains("disk full");
        long first = farm.order("bell", "x86_64");
        await("it to say that it cannot take the order")
            .until(() -> Files.readString(output).contains("order cannot be kept"));
        for (String name : full) {
          Path seen =
              Path.of("/proc/" + worker.process().pid() + "/root" + directory.resolve(name));
          Files.delete(seen.resolve("fill"));
        }
        assertThat(farm.awaitEnd(first).getCause()).isEqualTo(Cause.SUCCEEDED);
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

  private Path area() {
    return directory.resolve("area");
  }

  /// Makes a file system in a file, and tries whether it can be mounted.
  ///
  /// @param afterwards a command for when it is mounted
  private void needs(String afterwards, String... mkfs) throws IOException, InterruptedException {
    Path disk = directory.resolve("disk");
    try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(160 << 20);
    }
    Files.createDirectories(area());
    assumeTrue(onThePath(mkfs[0]), mkfs[0] + " is not to be found");
    Tool.Result made = Tool.of(Duration.ofSeconds(30), mkfs).and(disk.toString()).run(directory);
    var tried = new ArrayList<>(onDisk(afterwards));
    tried.add("true");
    Tool.Result mounted =
        Tool.of(Duration.ofSeconds(30), tried.toArray(String[]::new)).run(directory);
    assumeTrue(
        made.succeeded() && mounted.succeeded(),
        "no such file system here: " + made.output() + mounted.output());
  }

  private static boolean onThePath(String program) {
    return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private List<String> onDisk(String afterwards) {
    String script =
        "mount -o loop '%s' '%s' && %s && exec \"$@\""
            .formatted(directory.resolve("disk"), area(), afterwards);
    return List.of("unshare", "--mount", "bash", "-c", script, "worker");
  }

  private List<String> onTmpfs(String options) throws IOException {
    Path area = Files.createDirectories(directory.resolve("area"));
    String script = "mount -t tmpfs -o %s none '%s' && exec \"$@\"".formatted(options, area);
    return List.of("unshare", "--mount", "bash", "-c", script, "worker");
  }
}
