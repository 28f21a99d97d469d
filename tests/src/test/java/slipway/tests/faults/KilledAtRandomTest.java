package slipway.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.cli.demo.ChildProcess;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Cause;

/// `kill -9` of the worker, of an attempt's wrapper and of the master, at moments that chance
/// chooses, while builds run. The long form: `-Dslipway.faults.builds=200
/// -Dslipway.faults.kills=150`; another course: `-Dslipway.seed=N`.
final class KilledAtRandomTest {
  private static final int BUILDS = Integer.getInteger("slipway.faults.builds", 6);
  private static final int KILLS = Integer.getInteger("slipway.faults.kills", 6);
  private static final long SEED = Long.getLong("slipway.seed", 1);
  private static final int PIECES = 30;
  private static final int SAID_BYTES_EXPECTED = PIECES * 4_000;
  private static final int CARGO_BYTES = 1 << 20;

  private enum Victim {
    WORKER,
    WRAPPER,
    MASTER
  }

  private final Random random = new Random(SEED);
  private final Map<Victim, Integer> killed = new TreeMap<>();
  private final TreeSet<Long> attemptsShot = new TreeSet<>();
  private final TreeSet<Long> buildsShot = new TreeSet<>();

  @Test
  void everyLogIsWholeAndEveryPackageIsDeliveredOnce(@TempDir Path directory)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    var settings = FaultFarm.Settings.local(3, Duration.ofSeconds(60));
    try (FaultFarm farm = FaultFarm.prepare(directory, settings)) {
      for (int i = 0; i < BUILDS; i++) {
        farm.talkative("talker%03d".formatted(i), PIECES, CARGO_BYTES);
      }
      farm.push();
      kill(farm);
      farm.await(
          "all builds to be released",
          () ->
              farm.builds().size() == BUILDS
                  && farm.builds().stream().allMatch(b -> b.getState() == BuildState.RELEASED));
      int attempts = assertThatNothingIsLostOrDoubled(farm);
      System.out.printf(
          "seed %d: %d builds in %d attempts, killed %s, %d MB of logs, %d s%n",
          SEED,
          BUILDS,
          attempts,
          killed,
          farm.saidBytes() / 1_000_000,
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }
  }

  /// Kills one after the other, each once the builds have said a random lot more.
  private void kill(FaultFarm farm) throws IOException {
    ChildProcess master = farm.startMaster();
    ChildProcess worker = farm.startWorker();
    long more = 2L * BUILDS * SAID_BYTES_EXPECTED / (KILLS + 1);
    for (Victim victim : victims()) {
      long then = farm.saidBytes() + random.nextLong(more);
      farm.await(
          "something to interrupt",
          () -> farm.saidBytes() >= then || farm.published().size() == BUILDS);
      switch (victim) {
        case WORKER -> {
          worker.kill();
          worker = farm.startWorker();
        }
        case MASTER -> {
          master.kill();
          master = farm.startMaster();
        }
        case WRAPPER -> {
          if (!shoot(farm)) {
            continue;
          }
        }
      }
      killed.merge(victim, 1, Integer::sum);
    }
  }

  /// Every kind equally often, in any order.
  private List<Victim> victims() {
    var victims = new ArrayList<Victim>();
    while (victims.size() < KILLS) {
      var each = new ArrayList<>(List.of(Victim.values()));
      Collections.shuffle(each, random);
      victims.addAll(each);
    }
    return victims.subList(0, KILLS);
  }

  /// Kills the wrapper of some attempt whose build has not suffered that before: more than that the
  /// farm takes for the build's own fault.
  private boolean shoot(FaultFarm farm) throws IOException {
    var attempts = new ArrayList<>(farm.attemptsOfWorker());
    Collections.shuffle(attempts, random);
    for (long attempt : attempts) {
      Optional<ProcessHandle> wrapper = farm.wrapper(attempt);
      if (wrapper.isPresent() && !buildsShot.contains(farm.buildOf(attempt))) {
        attemptsShot.add(attempt);
        buildsShot.add(farm.buildOf(attempt));
        return wrapper.get().destroyForcibly();
      }
    }
    return false;
  }

  private int assertThatNothingIsLostOrDoubled(FaultFarm farm) throws IOException {
    var delivered = new TreeMap<String, Long>();
    int count = 0;
    for (Build build : farm.builds()) {
      List<Attempt> attempts = farm.attempts(build);
      count += attempts.size();
      assertThat(attempts).hasSize(build.getAttemptCount());
      assertThat(attempts)
          .as("successes of %s", build.getPackage())
          .filteredOn(attempt -> attempt.getCause() == Cause.SUCCEEDED)
          .singleElement()
          .satisfies(attempt -> {
            assertThat(attempt.getPackagesList()).hasSize(1);
            delivered.put(attempt.getPackages(0).getFileName(), attempt.getId());
          });
      for (Attempt attempt : attempts) {
        assertThatItIsAccountedFor(farm, build, attempt);
      }
    }
    assertThat(farm.published())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyElementsOf(delivered.keySet());
    for (Path file : farm.published()) {
      long attempt = delivered.getOrDefault(file.getFileName().toString(), 0L);
      assertThat(farm.isOf(attempt, file)).as("%s is of attempt %d", file, attempt).isTrue();
    }
    farm.await("the worker to forget what is settled", () -> farm.attemptsOfWorker().isEmpty());
    return count;
  }

  private void assertThatItIsAccountedFor(FaultFarm farm, Build build, Attempt attempt)
      throws IOException {
    String what = "attempt %d of %s: %s".formatted(attempt.getId(), build.getPackage(), attempt);
    assertThat(attempt.getCause()).as(what).isIn(Cause.SUCCEEDED, Cause.WORKER_LOST);
    assertThat(attempt.hasEnded()).as(what).isTrue();
    assertThat(farm.log(attempt.getId()).length).as(what).isEqualTo((int) attempt.getLogBytes());
    byte[] heard = farm.heard(attempt.getId()).orElse(new byte[0]);
    byte[] said = farm.said(attempt.getId());
    if (attempt.getCause() == Cause.SUCCEEDED) {
      assertThat(Arrays.equals(heard, said)).as("log of " + what).isTrue();
    } else {
      assertThat(attemptsShot).as(what).contains(attempt.getId());
      // Killed between the two writes of one piece, a build has said more in one place.
      int both = Math.min(heard.length, said.length);
      assertThat(Arrays.equals(heard, 0, both, said, 0, both)).as("log of " + what).isTrue();
      assertThat(Math.abs(heard.length - said.length)).as(what).isLessThanOrEqualTo(8_000);
    }
  }
}
