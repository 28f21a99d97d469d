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

  /// Of each package in the order of its targets.
  private final Map<String, List<Event.EstimateLearned>> byPackage = new HashMap<>();

  void fold(Event.EstimateLearned learned) {
    var known = byPackage.computeIfAbsent(learned.what().name(), _ -> new ArrayList<>(1));
    int place = place(known, learned.what().target());
    if (place < known.size() && known.get(place).what().equals(learned.what())) {
      known.set(place, learned);
    } else {
      known.add(place, learned);
    }
  }

  /// Where that target stands or would stand.
  private static int place(List<Event.EstimateLearned> known, Target target) {
    int place = 0;
    while (place < known.size() && known.get(place).what().target().compareTo(target) < 0) {
      place++;
    }
    return place;
  }

  public Event.@Nullable EstimateLearned of(PackageTarget what) {
    for (var learned : byPackage.getOrDefault(what.name(), List.of())) {
      if (learned.what().target().equals(what.target())) {
        return learned;
      }
    }
    return null;
  }

  /// The targets of a package of which something was learned.
  public List<PackageTarget> knownOf(String packageName) {
    return byPackage.getOrDefault(packageName, List.of()).stream()
        .map(Event.EstimateLearned::what)
        .toList();
  }

  /// What was learned of it, or else of the same package on other targets: the mean of their
  /// durations, the most of their disk and memory. Null when nothing is known.
  public @Nullable Usage expectedOf(PackageTarget what) {
    var own = of(what);
    if (own != null) {
      return own.expected();
    }
    var known = byPackage.get(what.name());
    if (known == null) {
      return null;
    }
    long millis = 0;
    long diskBytes = 0;
    long memoryBytes = 0;
    for (var learned : known) {
      millis += learned.expected().duration().toMillis();
      diskBytes = Math.max(diskBytes, learned.expected().diskBytesPeak());
      memoryBytes = Math.max(memoryBytes, learned.expected().memoryBytesPeak());
    }
    return new Usage(Duration.ofMillis(millis / known.size()), diskBytes, memoryBytes);
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
    new TreeMap<>(byPackage).values().forEach(trail::addAll);
    return trail;
  }
}
