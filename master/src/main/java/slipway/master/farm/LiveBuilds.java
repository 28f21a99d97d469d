package slipway.master.farm;

import slipway.logstore.LogInfo;
import slipway.logstore.LogStore;
import slipway.master.wire.Wire;
import slipway.master.workers.LastReports;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.scheduler.BuildView;

/// Adds to what the history says what changes all the time.
final class LiveBuilds {
  private final LastReports reports;
  private final LogStore logs;

  LiveBuilds(LastReports reports, LogStore logs) {
    this.reports = reports;
    this.logs = logs;
  }

  /// The phase of a running build, as its worker said last.
  Build now(Build build) {
    if (build.getState() != BuildState.BUILDING) {
      return build;
    }
    return reports
        .ofAttempt(build.getWorker(), build.getAttempt())
        .map(report -> build.toBuilder().setPhase(report.getPhase()).build())
        .orElse(build);
  }

  /// What the farm itself knows of a waiting or running build.
  static Build with(Build build, BuildView view) {
    return build.toBuilder()
        .setWaitingForCount(view.missingCount())
        .setExpectedDuration(Wire.span(java.time.Duration.ofMillis(view.rank().expectedMillis())))
        .build();
  }

  Attempt now(Attempt attempt) {
    var now =
        attempt.toBuilder().setLogBytes(logs.info(attempt.getId()).map(LogInfo::length).orElse(0L));
    if (attempt.getCause() == Cause.CAUSE_UNSPECIFIED) {
      reports
          .ofAttempt(attempt.getWorker(), attempt.getId())
          .ifPresent(report ->
              now.setPhase(report.getPhase())
                  .setDiskBytesPeak(report.getDiskBytesPeak())
                  .setMemoryBytesPeak(report.getMemoryBytesPeak()));
    }
    return now.setTreeKept(isTreeKept(attempt)).build();
  }

  private boolean isTreeKept(Attempt attempt) {
    return reports
        .of(attempt.getWorker())
        .filter(heard ->
            heard.report().getFacts().getFigures().getKeptTreesList().contains(attempt.getId()))
        .isPresent();
  }
}
