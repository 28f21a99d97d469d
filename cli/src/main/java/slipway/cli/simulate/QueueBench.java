package slipway.cli.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Outcome;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Usage;
import slipway.scheduler.Wanted;
import slipway.scheduler.WorkerStatus;

/// What one decision costs when so many builds wait: an attempt ends, its build is staged, and the
/// next one starts, on fifty workers of eight slots.
final class QueueBench {
  private static final int WORKERS = 50;
  private static final int SLOTS = 8;
  private static final String COMMIT = "0".repeat(40);

  private final Farm farm = new Farm(FarmPolicy.DEFAULT.withLostAfter(Duration.ofDays(10_000)));
  private final List<Event.AttemptStarted> running = new ArrayList<>();
  private final List<PackageTarget> packages = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private long decisions;

  /// @param queued builds that wait
  QueueBench(int queued) throws Refused {
    var random = new SplittableRandom(queued);
    String name = "";
    for (int number = 0; number < queued; number++) {
      name = number % 9 == 0 ? "p" + number / 9 : name;
      packages.add(new PackageTarget(name, Inputs.TARGETS.get(number % 9)));
    }
    for (int number = 0; number < queued; number += 9) {
      learn(packages.get(number), 1000 + (long) (Math.exp(random.nextDouble() * 9) * 1000));
    }
    plan();
    for (int worker = 0; worker < WORKERS; worker++) {
      tell(new Command.WorkerReported(status("w" + worker)));
    }
  }

  private void learn(PackageTarget what, long millis) {
    var usage =
        new Usage(Duration.ofMillis(millis), (1 + millis % 7) << 30, (1 + millis % 3) << 29);
    farm.apply(new Event.EstimateLearned(now, what, usage, 1, "", Duration.ZERO));
  }

  private void plan() throws Refused {
    var wanted = new ArrayList<Wanted>(packages.size());
    for (var what : packages) {
      wanted.add(new Wanted(what, "1_1", COMMIT, "f", List.of(), List.of(), ""));
    }
    tell(new Command.Plan(null, wanted, Lane.BULK));
  }

  private static WorkerStatus status(String name) {
    return new WorkerStatus(
        name,
        "s",
        Set.of("x86_64", "i686", "x86_64-musl"),
        SLOTS,
        8,
        1L << 40,
        1L << 44,
        1L << 44,
        0,
        "here",
        false,
        List.of());
  }

  private void tell(Command command) throws Refused {
    var events = farm.decide(command, now);
    decisions++;
    for (var event : events) {
      farm.apply(event);
      if (event instanceof Event.AttemptStarted started) {
        running.add(started);
      }
    }
  }

  /// Ends and stages the oldest attempts until so many decisions were made or all is built.
  ///
  /// @return nanoseconds for all
  double run(long atLeast) throws Refused {
    decisions = 0;
    var usage = new Usage(Duration.ofSeconds(60), 1L << 30, 1L << 29);
    long began = System.nanoTime();
    for (int next = 0; decisions < atLeast && next < running.size(); next++) {
      var started = running.get(next);
      now = now.plusMillis(1);
      tell(
          new Command.AttemptEnded(
              started.attempt(), started.worker(), new Outcome.Succeeded(), usage));
      tell(new Command.Staged(started.build()));
      if (next % 64 == 0) {
        farm.takeWorkersToTell();
      }
    }
    return System.nanoTime() - began;
  }

  /// Of the last run.
  long decisions() {
    return decisions;
  }

  static long heapBytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
