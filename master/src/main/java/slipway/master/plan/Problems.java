package slipway.master.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import slipway.catalog.CatalogSnapshot;
import slipway.master.wire.Wire;
import slipway.proto.Problem;

/// What a person should mend in the tree, each with the time since when the farm knows of it.
final class Problems {
  private Map<String, Problem> known = new HashMap<>();

  /// The problems of a tree, as they are now.
  List<Problem> of(CatalogSnapshot snapshot, Instant now) {
    var found = new ArrayList<Problem>();
    for (slipway.catalog.Problem problem : snapshot.problems()) {
      var one =
          Problem.newBuilder()
              .setPackage(problem.packageName())
              .setKind(kind(problem.kind()))
              .setText("%s [%s]. %s".formatted(problem.what(), problem.where(), problem.advice()));
      if (problem.targets().isEmpty() || problem.targets().size() == snapshot.targets().size()) {
        found.add(one.build());
      } else {
        problem
            .targets()
            .forEach(
                target -> found.add(one.setTarget(Wire.target(TreeState.ofFarm(target))).build()));
      }
    }
    return since(found, now);
  }

  /// The tree itself could not be read; what was known of it stays.
  List<Problem> unreadable(String why, Instant now) {
    var found = new ArrayList<Problem>();
    found.add(Problem.newBuilder().setKind("tree").setText(why).build());
    known.values().stream()
        .filter(problem -> !problem.getKind().equals("tree"))
        .map(problem -> problem.toBuilder().clearSince().build())
        .forEach(found::add);
    return since(found, now);
  }

  private List<Problem> since(List<Problem> found, Instant now) {
    Map<String, Problem> current = new HashMap<>();
    var dated = new ArrayList<Problem>();
    for (Problem problem : found) {
      String key =
          String.join(
              "\0",
              problem.getPackage(),
              Wire.text(problem.getTarget()),
              problem.getKind(),
              problem.getText());
      var before = known.get(key);
      var since = before == null ? Wire.time(now) : before.getSince();
      var one = problem.toBuilder().setSince(since).build();
      current.put(key, one);
      dated.add(one);
    }
    known = current;
    return dated;
  }

  private static String kind(slipway.catalog.Problem.Kind kind) {
    return switch (kind) {
      case BROKEN_TEMPLATE -> "template";
      case NOISY_TEMPLATE,
          UNKNOWN_DEPENDENCY,
          CYCLE,
          SELF_DEPENDENCY,
          SUBPACKAGE,
          BAD_ENTRY,
          REVISION ->
          kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
