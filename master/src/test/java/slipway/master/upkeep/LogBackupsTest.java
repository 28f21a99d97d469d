package slipway.master.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreOptions;
import slipway.logstore.upkeep.Backups;
import slipway.master.MasterConfig;
import slipway.master.TestMaster;
import slipway.master.TestWorker;
import slipway.proto.BackUpLogsRequest;
import slipway.proto.Cause;
import slipway.proto.FarmGrpc.FarmBlockingStub;

class LogBackupsTest {
  private static final String BEFORE = "=> compiling\n".repeat(5_000);
  private static final String AFTER = "printed behind the backup\n";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void logsAreBackedUpWhileABuildPrintsAndRestored() throws Exception {
    var backups = directory.resolve("backups");
    var config = backedUpTo(backups);
    long attempt;
    try (var master = TestMaster.start(config)) {
      var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
      worker.report();
      master.plan("printing");
      var order = worker.takeUp();
      attempt = order.getAttempt();
      worker.log(order, 0, BEFORE, false);
      assertThat(backUp(master.operator())).startsWith("backup 1 is made: ");
      worker.log(order, BEFORE.length(), AFTER, true);
      assertThat(backUp(master.operator())).startsWith("backup 2 is made: ");
      assertThat(backUp(master.operator())).startsWith("backup 3 is made: ");
      assertThat(Backups.list(backups)).extracting(Backups.Backup::number).containsExactly(2, 3);
      worker.end(order, Cause.PACKAGE_ERROR, BEFORE.length() + AFTER.length(), java.util.List.of());
      worker.awaitSettled(attempt);
    }
    var restored = directory.resolve("restored");
    Backups.restore(backups, restored);
    try (var store = LogStore.open(restored, LogStoreOptions.defaults().withFreeBytesMin(0))) {
      assertThat(new String(store.read(attempt, 0, 1 << 20), StandardCharsets.UTF_8))
          .isEqualTo(BEFORE + AFTER);
      assertThat(store.upkeep().verify().whole()).isTrue();
    }
  }

  @Test
  void withoutADirectoryNobodyIsLeftInDoubt() throws Exception {
    try (var master = TestMaster.start(directory)) {
      assertThatThrownBy(() -> backUp(master.operator()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("FAILED_PRECONDITION")
          .hasMessageContaining("[log-backup]");
      assertThatThrownBy(() -> backUp(master.farm(TestMaster.VIEWER_TOKEN)))
          .hasMessageStartingWith("PERMISSION_DENIED");
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamedAndTheFarmGoesOn() throws Exception {
    var file = Files.writeString(directory.resolve("a-file"), "no directory");
    var config = backedUpTo(file.resolve("backups"));
    try (var master = TestMaster.start(config)) {
      assertThatThrownBy(() -> backUp(master.operator())).hasMessageContaining(file.toString());
      master.plan("still-planned");
    }
  }

  private MasterConfig backedUpTo(Path backups) throws IOException {
    var plan = new LogBackups.Plan(backups, Duration.ofDays(1), 2);
    return TestMaster.config(directory, usual -> usual.withLogBackup(Optional.of(plan)));
  }

  private static String backUp(FarmBlockingStub farm) {
    return farm.backUpLogs(BackUpLogsRequest.getDefaultInstance()).getText();
  }
}
