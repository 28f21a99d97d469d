package slipway.scheduler.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Event;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;
import slipway.scheduler.Usage;

/// What builds are expected to take, learned from their attempts.
public final class Estimates {
  private final Map<String, TreeMap<Target, Event.EstimateLearned>> byPackage = new TreeMap<>();

  void fold(Event.EstimateLearned learned) {
    byPackage
        .computeIfAbsent(learned.what().name(), _ -> new TreeMap<>())
        .put(learned.what().target(), learned);
  }

  public Event.@Nullable EstimateLearned of(PackageTarget what) {
    var byTarget = byPackage.get(what.name());
    return byTarget == null ? null : byTarget.get(what.target());
  }

  /// What was learned of it, or else of the same package on other targets: the mean of their
  /// durations, the most of their disk and memory. Null when nothing is known.
  public @Nullable Usage expectedOf(PackageTarget what) {
    var byTarget = byPackage.get(what.name());
    if (byTarget == null) {
      return null;
    }
    var own = byTarget.get(what.target());
    if (own != null) {
      return own.expected();
    }
    var duration = Duration.ZERO;
    long diskBytes = 0;
    long memoryBytes = 0;
    for (var learned : byTarget.values()) {
      duration = duration.plus(learned.expected().duration());
      diskBytes = Math.max(diskBytes, learned.expected().diskBytesPeak());
      memoryBytes = Math.max(memoryBytes, learned.expected().memoryBytesPeak());
    }
    return new Usage(duration.dividedBy(byTarget.size()), diskBytes, memoryBytes);
  }

  List<Event.EstimateLearned> trail() {
    var trail = new ArrayList<Event.EstimateLearned>();
    byPackage.values().forEach(byTarget -> trail.addAll(byTarget.values()));
    return trail;
  }
}
