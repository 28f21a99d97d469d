package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Phase;
import slipway.worker.process.ControlGroup;
import slipway.worker.process.ControlGroups;
import slipway.worker.testing.Running;
import slipway.worker.testing.TestFarm;

/// Builds in real control groups: one that the kernel kills for want of memory, and one that does
/// all it can to stay.
class ControlGroupTest {
  /// Doubles a text until more than the limit is held, in a child of its own as a compiler is.
  private static final String GLUTTON =
      """
      do_build() {
        echo "eating"
        bash -c 'text=0123456789abcdef; while :; do text+=$text; done' || echo "child ended with $?"
        false
      }
      do_install() { :; }
      """;

  @TempDir Path directory;

  @Test
  void aBuildThatTheKernelKillsForWantOfMemoryIsNotTheFaultOfThePackage() throws Exception {
    needs("memory.max", "memory.limit_in_bytes");
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("glutton", GLUTTON);
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("glutton", "x86_64");
      AttemptEnd end = farm.awaitEnd(attempt);
      assertThat(end.getCause()).as(farm.master().logText(attempt)).isEqualTo(Cause.OUT_OF_MEMORY);
      assertThat(end.getPhase()).isEqualTo(Phase.COMPILE);
      assertThat(farm.master().logText(attempt)).contains("child ended with 137");
      await("the group to be gone")
          .until(() -> ControlGroups.find().of(Long.toString(attempt)).isEmpty());
    }
  }

  @Test
  void aBuildThatForksIgnoresSignalsAndHidesIsKilledWhole() throws Exception {
    needs("cgroup.procs");
    try (var farm = TestFarm.start(directory)) {
      Path pids = directory.resolve("pids");
      farm.tree().template("daemon", daemon(pids));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("daemon", "x86_64");
      await("two daemons").until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
      farm.master().cancel(attempt);
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.ATTEMPT_CANCELLED);
      assertThat(Files.readAllLines(pids)).noneMatch(Running::isRunning);
    }
  }

  private static void needs(String... files) {
    ControlGroups groups = ControlGroups.find();
    Optional<ControlGroup> probe = groups.make("test-" + ProcessHandle.current().pid(), 0, 0);
    try {
      boolean there =
          probe.stream()
              .flatMap(group -> group.directories().stream())
              .anyMatch(d -> List.of(files).stream().anyMatch(f -> Files.exists(d.resolve(f))));
      assumeTrue(there, String.join(" or ", files) + " is not to be had: " + groups.statement());
    } finally {
      probe.ifPresent(ControlGroup::remove);
    }
  }

  /// Leaves session, group and environment behind, and ignores what it can.
  private static String daemon(Path pids) {
    return """
    do_build() {
      (setsid env -i bash -c 'trap "" TERM HUP INT; echo $$ >> %1$s; while :; do sleep 1; done' < /dev/null > /dev/null 2>&1 &)
      (setsid env -i bash -c 'trap "" TERM; (trap "" TERM; echo $BASHPID >> %1$s; while :; do sleep 1; done) &' < /dev/null > /dev/null 2>&1 &)
      echo "all hands"
      while :; do sleep 1; done
    }
    do_install() { :; }
    """
        .formatted(pids);
  }
}
