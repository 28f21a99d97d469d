package slipway.master.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadershipTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  /// A master that only takes part in elections.
  private static final class Candidate implements Leadership.Listener {
    private final List<Long> epochs = new CopyOnWriteArrayList<>();
    private final AtomicBoolean leads = new AtomicBoolean();
    private final AtomicBoolean fails = new AtomicBoolean();

    @Override
    public void lead(long epoch) throws IOException {
      epochs.add(epoch);
      if (fails.getAndSet(false)) {
        throw new IOException("the journal cannot be read");
      }
      leads.set(true);
    }

    @Override
    public void follow() {
      leads.set(false);
    }
  }

  @Test
  void oneLeadsAndTheOtherKnowsWhoAndTakesOver() throws IOException {
    var one = new Candidate();
    var two = new Candidate();
    try (var ensemble = Ensemble.open(Election.EMBEDDED, directory)) {
      var first = Leadership.start(ensemble, "one:1", () -> 0, one);
      await("a leader").atMost(PATIENCE).until(one.leads::get);
      try (var second = Leadership.start(ensemble, "two:2", () -> 0, two)) {
        await("the follower knows").atMost(PATIENCE).until(() -> second.leader().isPresent());
        assertThat(second.leader()).contains("one:1");
        assertThat(two.leads).isFalse();
        first.close();
        await("the other takes over").atMost(PATIENCE).until(two.leads::get);
        assertThat(one.leads).isFalse();
        assertThat(two.epochs).hasSize(1).allMatch(epoch -> epoch > one.epochs.getLast());
      }
    }
  }

  @Test
  void theEpochGrowsOverRestartsAndAboveTheJournals() throws IOException {
    var candidate = new Candidate();
    for (int start = 0; start < 2; start++) {
      lead(candidate, directory.resolve("zookeeper"), 0);
    }
    assertThat(candidate.epochs).containsExactly(1L, 2L);
    lead(candidate, directory.resolve("another"), 40);
    assertThat(candidate.epochs).as("ZooKeeper has lost its data").endsWith(41L);
  }

  private static void lead(Candidate candidate, Path data, long fence) throws IOException {
    int before = candidate.epochs.size();
    try (var ensemble = Ensemble.open(Election.EMBEDDED, data);
        var leadership = Leadership.start(ensemble, "one:1", () -> fence, candidate)) {
      await("a leader").atMost(PATIENCE).until(() -> candidate.epochs.size() > before);
      assertThat(leadership).isNotNull();
    }
  }

  @Test
  void whoCannotLeadStandsDownAndTriesAgain() throws IOException {
    var candidate = new Candidate();
    candidate.fails.set(true);
    try (var ensemble = Ensemble.open(Election.EMBEDDED, directory);
        var leadership = Leadership.start(ensemble, "one:1", () -> 0, candidate)) {
      await("a second try").atMost(PATIENCE).until(candidate.leads::get);
      assertThat(candidate.epochs).containsExactly(1L, 2L);
      leadership.stepDown();
      await("a third term").atMost(PATIENCE).until(() -> candidate.epochs.size() == 3);
      await("it leads").atMost(PATIENCE).until(candidate.leads::get);
    }
  }

  @Test
  void losingSightOfZooKeeperEndsTheTerm() throws IOException {
    var candidate = new Candidate();
    try (var ensemble = Ensemble.open(Election.EMBEDDED, directory);
        var leadership = Leadership.start(ensemble, "one:1", () -> 0, candidate)) {
      await("a leader").atMost(PATIENCE).until(candidate.leads::get);
      ensemble.pullThePlug();
      await("its end").atMost(PATIENCE).until(() -> !candidate.leads.get());
      assertThat(leadership.leader()).isEmpty();
    }
  }
}
