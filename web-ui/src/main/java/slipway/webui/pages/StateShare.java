package slipway.webui.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import slipway.proto.BuildState;

/// One state's part of a bar that shows how far many builds are.
///
/// @param fromPercent where it begins, of 100
public record StateShare(BuildState state, long count, String fromPercent, String percent) {

  /// From done to broken, as the bar shows them from left to right.
  private static final List<BuildState> ORDER =
      List.of(
          BuildState.RELEASED,
          BuildState.STAGED,
          BuildState.DELIVERED,
          BuildState.BUILDING,
          BuildState.READY,
          BuildState.BLOCKED,
          BuildState.FAILED,
          BuildState.DEPENDENCY_FAILED,
          BuildState.CANCELLED,
          BuildState.SUPERSEDED,
          BuildState.SKIPPED);

  /// The states that occur, from a map as the farm sends it.
  public static List<StateShare> of(Map<String, Long> countByState) {
    long total = ORDER.stream().mapToLong(state -> Show.builds(countByState, state)).sum();
    var shares = new ArrayList<StateShare>();
    double from = 0;
    for (var state : ORDER) {
      long count = Show.builds(countByState, state);
      if (count > 0) {
        double percent = 100.0 * count / total;
        shares.add(new StateShare(state, count, number(from), number(percent)));
        from += percent;
      }
    }
    return shares;
  }

  private static String number(double percent) {
    return String.format(Locale.ROOT, "%.3f", percent);
  }

  public String slug() {
    return Show.slug(state);
  }

  /// `12 released`.
  public String text() {
    return Show.count(count) + "\u00a0" + Show.word(state);
  }
}
