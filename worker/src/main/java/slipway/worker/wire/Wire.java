package slipway.worker.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import slipway.proto.AttemptEnd;
import slipway.proto.AttemptReport;
import slipway.proto.Order;
import slipway.proto.PackageFile;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
import slipway.xbps.Sha256;

/// Converts messages of the worker protocol, and refuses those that make no sense.
public final class Wire {
  private Wire() {}

  /// What an order says.
  ///
  /// @throws IllegalArgumentException naming what makes no sense
  public static AttemptOrder order(Order order) {
    return new AttemptOrder(
        order.getAttempt(),
        order.getBuild(),
        order.getTarget().getHost(),
        order.getTarget().getArchitecture(),
        order.getPackage(),
        order.getVersion(),
        order.getSubpackagesList(),
        order.getGitUrl(),
        order.getCommit(),
        order.getDriver(),
        order.getRepositoriesList().stream()
            .map(r ->
                new AttemptOrder.Repository(
                    r.getUrl(), r.getPublicKey().toString(StandardCharsets.US_ASCII)))
            .toList(),
        order.getJobs(),
        duration(order.getNoOutputLimit()),
        duration(order.getTotalLimit()),
        order.getReclaimBytes(),
        order.getMemoryBytesReserved(),
        order.getKeepGoingChecks(),
        order.getPriority());
  }

  /// The report of an attempt that has ended and been delivered.
  public static AttemptReport report(long attempt, Ending ending) {
    return AttemptReport.newBuilder()
        .setAttempt(attempt)
        .setPhase(phase(ending.phase()))
        .setStarted(timestamp(ending.started()))
        .setLogBytes(ending.logBytes())
        .setDiskBytesPeak(ending.diskBytesPeak())
        .setMemoryBytesPeak(ending.memoryBytesPeak())
        .setEnd(end(ending))
        .build();
  }

  /// What [#report] was made of.
  public static Ending ending(AttemptReport report) {
    AttemptEnd end = report.getEnd();
    return new Ending(
        Cause.valueOf(end.getCause().name()),
        Phase.valueOf(end.getPhase().name()),
        end.getExitStatus(),
        end.getMessage(),
        end.getPackagesList().stream().map(Wire::delivery).toList(),
        duration(end.getDuration()),
        end.getLogBytes(),
        end.getDiskFreeBytes(),
        report.getDiskBytesPeak(),
        report.getMemoryBytesPeak(),
        instant(report.getStarted()),
        instant(end.getEnded()));
  }

  public static PackageFile packageFile(Ending.Delivery delivery) {
    return PackageFile.newBuilder()
        .setFileName(delivery.fileName())
        .setSizeBytes(delivery.sizeBytes())
        .setSha256(ByteString.copyFrom(Sha256.parse(delivery.sha256())))
        .setRepository(delivery.repository())
        .build();
  }

  public static slipway.proto.Phase phase(Phase phase) {
    return slipway.proto.Phase.valueOf(phase.name());
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static AttemptEnd end(Ending ending) {
    return AttemptEnd.newBuilder()
        .setCause(slipway.proto.Cause.valueOf(ending.cause().name()))
        .setPhase(phase(ending.phase()))
        .setExitStatus(ending.exitStatus())
        .setMessage(ending.message())
        .addAllPackages(ending.packages().stream().map(Wire::packageFile).toList())
        .setDuration(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(ending.duration().toSeconds())
                .setNanos(ending.duration().toNanosPart()))
        .setLogBytes(ending.logBytes())
        .setDiskFreeBytes(ending.diskFreeBytes())
        .setEnded(timestamp(ending.ended()))
        .build();
  }

  private static Ending.Delivery delivery(PackageFile file) {
    return new Ending.Delivery(
        file.getFileName(),
        file.getSizeBytes(),
        Sha256.hex(file.getSha256().toByteArray()),
        file.getRepository());
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
