package slipway.scheduler.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Event;
import slipway.scheduler.Expectation;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;
import slipway.scheduler.Usage;

/// What builds are expected to take, learned from their attempts.
public final class Estimates {
  /// Nine of ten of what is spread evenly or normally are within two mean deviations.
  private static final double DEVIATIONS = 2.1;

  /// However regular it was: machines are more or less busy.
  private static final double SURE = 0.1;

  /// What was seen at most once may be off by such a factor.
  private static final int UNSURE = 2;

  private final Map<String, TreeMap<Target, Event.EstimateLearned>> byPackage = new HashMap<>();

  void fold(Event.EstimateLearned learned) {
    byPackage
        .computeIfAbsent(learned.what().name(), _ -> new TreeMap<>())
        .put(learned.what().target(), learned);
  }

  public Event.@Nullable EstimateLearned of(PackageTarget what) {
    var byTarget = byPackage.get(what.name());
    return byTarget == null ? null : byTarget.get(what.target());
  }

  /// The targets of a package of which something was learned.
  public List<PackageTarget> knownOf(String packageName) {
    var byTarget = byPackage.get(packageName);
    return byTarget == null
        ? List.of()
        : byTarget.keySet().stream().map(target -> new PackageTarget(packageName, target)).toList();
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

  /// The same with the range that is to be reckoned with. The fewer attempts it was learned from,
  /// and the more they differed, the wider it is. Null when nothing is known.
  public @Nullable Expectation rangeOf(PackageTarget what) {
    var usage = expectedOf(what);
    if (usage == null) {
      return null;
    }
    var own = of(what);
    int attempts = own == null ? 0 : own.attempts();
    long millis = usage.duration().toMillis();
    if (attempts < 2) {
      return range(usage, millis / UNSURE, millis * UNSURE, attempts);
    }
    double deviation = own == null ? 0 : (double) own.deviation().toMillis();
    long off = Math.round(Math.max(SURE * millis, DEVIATIONS * deviation * (1 + 2.0 / attempts)));
    return range(usage, Math.max(millis / UNSURE, millis - off), millis + off, attempts);
  }

  private static Expectation range(Usage usage, long least, long most, int attempts) {
    return new Expectation(usage, Duration.ofMillis(least), Duration.ofMillis(most), attempts);
  }

  List<Event.EstimateLearned> trail() {
    var trail = new ArrayList<Event.EstimateLearned>();
    new TreeMap<>(byPackage).values().forEach(byTarget -> trail.addAll(byTarget.values()));
    return trail;
  }
}
