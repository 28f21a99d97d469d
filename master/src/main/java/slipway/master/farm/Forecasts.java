package slipway.master.farm;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.Forecast;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Expected;
import slipway.scheduler.Farm;

/// When builds are going to start and end; nobody knows while the farm is paused. Played forward at
/// most every few seconds, on the farm's thread: so not at all when very many wait.
final class Forecasts {
  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  /// Where a build is asked for that had not come when it was played last.
  private static final Duration AGE_MAX_IF_MISSING = Duration.ofSeconds(1);

  private static final int BUILDS_MAX = 20_000;

  private record Made(Instant at, Map<BuildId, Expected> byBuild) {}

  private final Leading leading;
  private final AtomicReference<Made> latest =
      new AtomicReference<>(new Made(Instant.MIN, Map.of()));

  Forecasts(Leading leading) {
    this.leading = leading;
  }

  Optional<Forecast> of(long build) {
    return over(List.of(build));
  }

  /// From the first start to the last end of these, which wait or run. Empty if one of them is
  /// held, waits for what is, or cannot be built by any worker.
  Optional<Forecast> over(Collection<Long> builds) {
    var ids = builds.stream().map(BuildId::new).toList();
    var known = all(AGE_MAX);
    var all = known.keySet().containsAll(ids) ? known : all(AGE_MAX_IF_MISSING);
    Expected sum = null;
    for (BuildId build : ids) {
      var one = all.get(build);
      if (one == null) {
        return Optional.empty();
      }
      sum = sum == null ? one : around(sum, one);
    }
    return Optional.ofNullable(sum).map(Forecasts::wire);
  }

  private static Expected around(Expected left, Expected right) {
    return new Expected(
        earlier(left.startEarliest(), right.startEarliest()),
        earlier(left.startLatest(), right.startLatest()),
        later(left.endEarliest(), right.endEarliest()),
        later(left.endLatest(), right.endLatest()));
  }

  private static Instant earlier(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }

  private static Instant later(Instant left, Instant right) {
    return left.isBefore(right) ? right : left;
  }

  private Map<BuildId, Expected> all(Duration ageMax) {
    var loop = leading.loop();
    var now = loop.now();
    var made = latest.get();
    if (made.at().isBefore(now.minus(ageMax))) {
      made = new Made(now, loop.query(farm -> forecast(farm, now)));
      latest.set(made);
    }
    return made.byBuild();
  }

  private static Map<BuildId, Expected> forecast(Farm farm, Instant now) {
    int waiting = farm.count(BuildState.BLOCKED) + farm.count(BuildState.READY);
    return farm.isPaused() || waiting > BUILDS_MAX ? Map.of() : farm.forecast(now);
  }

  private static Forecast wire(Expected expected) {
    return Forecast.newBuilder()
        .setStartEarliest(Wire.time(expected.startEarliest()))
        .setStartLatest(Wire.time(expected.startLatest()))
        .setEndEarliest(Wire.time(expected.endEarliest()))
        .setEndLatest(Wire.time(expected.endLatest()))
        .build();
  }
}
