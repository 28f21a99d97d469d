package slipway.master.workers;

import java.io.IOException;
import java.util.Optional;
import slipway.logstore.LogInfo;
import slipway.logstore.LogStore;
import slipway.master.intake.Announced;
import slipway.master.intake.Intake;
import slipway.proto.AttemptReport;
import slipway.proto.PackageFile;
import slipway.scheduler.Lease;
import slipway.xbps.PackageFileName;
import slipway.xbps.XbpsFormatException;

/// Success is believed when the whole log is durable, every package that the worker names is in the
/// intake with the bytes that it names, and the package itself is among them.
public final class DeliveredInFull implements Acceptance {
  private final LogStore logs;
  private final Intake intake;

  public DeliveredInFull(LogStore logs, Intake intake) {
    this.logs = logs;
    this.intake = intake;
  }

  @Override
  public Optional<String> missing(Lease lease, AttemptReport report) throws IOException {
    var end = report.getEnd();
    var log = logs.info(lease.attempt().value());
    if (end.getLogBytes() != log.map(LogInfo::length).orElse(0L)
        || !log.map(LogInfo::closed).orElse(end.getLogBytes() == 0)) {
      return Optional.of(
          "the worker says that the log has %d bytes, and the master has %d, %s"
              .formatted(
                  end.getLogBytes(),
                  log.map(LogInfo::length).orElse(0L),
                  log.map(LogInfo::closed).orElse(false) ? "closed" : "not closed"));
    }
    boolean hasPackage = false;
    for (PackageFile file : end.getPackagesList()) {
      if (!intake.isComplete(lease.attempt().value(), Announced.of(file))) {
        return Optional.of(
            "the worker says that it has delivered %s, and the master does not have it whole"
                .formatted(file.getFileName()));
      }
      hasPackage |= nameOf(file).equals(lease.what().name());
    }
    return hasPackage
        ? Optional.empty()
        : Optional.of(
            "the worker has delivered %d packages, and %s is not among them"
                .formatted(end.getPackagesCount(), lease.what().name()));
  }

  private static String nameOf(PackageFile file) {
    try {
      return PackageFileName.parse(file.getFileName()).pkgver().name();
    } catch (XbpsFormatException bad) {
      return "";
    }
  }
}
