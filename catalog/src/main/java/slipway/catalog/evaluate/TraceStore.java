package slipway.catalog.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import slipway.catalog.Target;
import slipway.catalog.Template;

/// The evaluations made so far. Not thread-safe: one owner.
final class TraceStore {
  private static final int TRACES_PER_PACKAGE_MAX = 48;

  private final Map<String, List<Trace>> tracesByPackage = new HashMap<>();
  private int size;

  int size() {
    return size;
  }

  /// All of a package, newest first.
  List<Trace> of(String name) {
    return tracesByPackage.getOrDefault(name, List.of());
  }

  /// Past the bound, the oldest of the package is forgotten: it would only be evaluated again.
  void add(String name, Trace trace) {
    List<Trace> traces = tracesByPackage.computeIfAbsent(name, _ -> new ArrayList<>(2));
    traces.addFirst(trace);
    size++;
    if (traces.size() > TRACES_PER_PACKAGE_MAX) {
      traces.removeLast();
      size--;
    }
  }

  void forEachOldestFirst(BiConsumer<String, Trace> action) {
    tracesByPackage.forEach(
        (name, traces) -> traces.reversed().forEach(trace -> action.accept(name, trace)));
  }

  /// The newest good definition of a package that is no longer good, for the same target where
  /// there is one.
  Optional<Template> lastGood(String name, Target target, Setup now) {
    Template newest = null;
    for (Trace trace : of(name)) {
      if (trace.evaluation() instanceof Evaluation.Good(var template, _)) {
        if (trace.isFor(target, now)) {
          return Optional.of(template);
        }
        newest = newest == null ? template : newest;
      }
    }
    return Optional.ofNullable(newest);
  }
}
