package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Phase;
import slipway.worker.testing.TestFarm;

/// The way of packages to the master.
class DeliveryTest {
  private static final String CARGO =
      "do_install() { vmkdir usr; head -c 3M /dev/urandom > \"$DESTDIR/usr/cargo\"; }\n";

  @TempDir Path directory;

  @Test
  void anUploadThatWasCutGoesOnWhereTheMasterSays() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("cargo", CARGO);
      farm.tree().commit();
      farm.startWorker();
      farm.master().cutOneUploadAfter(1 << 20);
      AttemptEnd end = farm.awaitEnd(farm.order("cargo", "x86_64"));
      assertThat(end.getCause()).isEqualTo(Cause.SUCCEEDED);
      long size = end.getPackages(0).getSizeBytes();
      assertThat(Files.size(farm.master().packageFile(end.getPackages(0).getFileName())))
          .isEqualTo(size);
      assertThat(farm.master().uploadBytesReceived()).as("no byte twice").isEqualTo(size);
    }
  }

  @Test
  void aPackageThatTheLeaseDoesNotAllowFailsTheAttemptAndSaysWhy() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      farm.master()
          .answerUploads(
              Status.PERMISSION_DENIED.withDescription("the lease is for another package"));
      AttemptEnd end = farm.awaitEnd(farm.order("bell", "x86_64"));
      assertThat(end.getCause()).isEqualTo(Cause.PACKAGE_ERROR);
      assertThat(end.getPhase()).isEqualTo(Phase.UPLOAD);
      assertThat(end.getMessage())
          .isEqualTo("bell-0.8_1.x86_64.xbps was refused: the lease is for another package");
    }
  }

  @Test
  void anAttemptThatIsNotCurrentAnyMoreIsReportedWithoutItsPackages() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      farm.master()
          .answerUploads(Status.FAILED_PRECONDITION.withDescription("another attempt was first"));
      long attempt = farm.order("bell", "x86_64");
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      farm.master().settle(attempt);
      await("nothing left of it")
          .until(() -> !Files.exists(directory.resolve("area/attempts/" + attempt)));
    }
  }
}
