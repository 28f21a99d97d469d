package slipway.catalog.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import slipway.catalog.Template;

/// The evaluations made so far, newest first for each package. Not thread-safe: one owner.
final class TraceStore {
  private static final int TRACES_PER_PACKAGE_MAX = 48;

  private final Map<String, List<Trace>> tracesByPackage = new HashMap<>();

  /// The newest that `matches`.
  Optional<Trace> find(String name, Predicate<Trace> matches) {
    return tracesByPackage.getOrDefault(name, List.of()).stream().filter(matches).findFirst();
  }

  /// The newest good definition of a package that is no longer good, preferably of the same target.
  Optional<Template> lastGood(String name, Predicate<Trace> sameTarget) {
    Predicate<Trace> isGood = trace -> trace.evaluation() instanceof Evaluation.Good;
    return find(name, isGood.and(sameTarget))
        .or(() -> find(name, isGood))
        .map(trace -> ((Evaluation.Good) trace.evaluation()).template());
  }

  /// Past the bound, the oldest of the package is forgotten: it would only be evaluated again.
  void add(String name, Trace trace) {
    List<Trace> traces = tracesByPackage.computeIfAbsent(name, _ -> new ArrayList<>(2));
    traces.addFirst(trace);
    if (traces.size() > TRACES_PER_PACKAGE_MAX) {
      traces.removeLast();
    }
  }
}
