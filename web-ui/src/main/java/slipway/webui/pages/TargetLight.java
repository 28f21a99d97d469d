package slipway.webui.pages;

import slipway.proto.BuildState;
import slipway.proto.TargetSummary;

/// How a target stands, as a traffic light with a word.
public enum TargetLight {
  FAILING("failing"),
  WORKING("working"),
  CURRENT("up to date"),
  BEHIND("behind"),
  EMPTY("nothing wanted");

  private final String text;

  TargetLight(String text) {
    this.text = text;
  }

  public static TargetLight of(TargetSummary summary) {
    var counts = summary.getBuildsByStateMap();
    if (summary.getFailedCount() > 0
        || Show.builds(counts, BuildState.FAILED, BuildState.DEPENDENCY_FAILED) > 0) {
      return FAILING;
    }
    long underWay =
        Show.builds(
            counts,
            BuildState.BLOCKED,
            BuildState.READY,
            BuildState.BUILDING,
            BuildState.DELIVERED,
            BuildState.STAGED);
    if (underWay > 0) {
      return WORKING;
    } else if (summary.getPackagesWanted() == 0) {
      return EMPTY;
    }
    return summary.getPackagesCurrent() >= summary.getPackagesWanted() ? CURRENT : BEHIND;
  }

  public String text() {
    return text;
  }

  /// Its name in the style sheet.
  public String slug() {
    return Show.slug(this);
  }
}
