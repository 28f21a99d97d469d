package slipway.worker.driver.xbpssrc;

import java.util.List;
import java.util.regex.Pattern;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;
import slipway.worker.driver.Verdict;

/// What the end of xbps-src means. It exits with 1 for nearly everything, so its own words at the
/// end of the log count before the phase.
final class ExitMeaning {
  /// Of `build.sh`: there is no build root.
  static final int MASTERDIR_BROKEN = 90;

  /// The first row whose words are at the end of the log.
  private static final List<Row> ROWS =
      List.of(
          new Row(
              "dependency '\\S+' does not exist!|Build-time cyclic dependency",
              Cause.PACKAGE_ERROR,
              Phase.DEPENDENCIES),
          new Row(
              "-1 passed: instructed not to build|failed to install (?:host|target) dependencies!",
              Cause.FETCH_FAILED,
              Phase.DEPENDENCIES),
          new Row(
              "failed to fetch '|couldn't verify distfiles|SHA256 mismatch for",
              Cause.FETCH_FAILED,
              Phase.FETCH));

  private record Row(Pattern words, Cause cause, Phase phase) {
    Row(String words, Cause cause, Phase phase) {
      this(Pattern.compile("(?m)^(?:=> ERROR: |ERROR: ).*(?:" + words + ")"), cause, phase);
    }
  }

  private ExitMeaning() {}

  /// @param seen the phase that was seen last
  static Verdict of(int exitStatus, Phase seen, String logTail) {
    return switch (exitStatus) {
      case 0 -> Verdict.of(Cause.SUCCEEDED, Phase.PACKAGE);
      // It stands for a signal too, but then the worker has sent it, and does not ask.
      case 2 -> Verdict.of(Cause.NOT_BUILDABLE, Phase.PREPARE);
      case MASTERDIR_BROKEN -> Verdict.of(Cause.WORKER_ERROR, Phase.PREPARE);
      default ->
          ROWS.stream()
              .filter(row -> row.words().matcher(logTail).find())
              .findFirst()
              .map(row -> Verdict.of(row.cause(), row.phase()))
              .orElse(byPhase(seen));
    };
  }

  private static Verdict byPhase(Phase seen) {
    return Verdict.of(seen == Phase.FETCH ? Cause.FETCH_FAILED : Cause.PACKAGE_ERROR);
  }
}
