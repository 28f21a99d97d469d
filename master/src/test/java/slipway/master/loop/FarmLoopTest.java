package slipway.master.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.master.door.NoLeader;
import slipway.master.journal.Journal;
import slipway.master.journal.MemoryJournal;
import slipway.scheduler.BuildId;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Orders;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.scheduler.WorkerStatus;

class FarmLoopTest {
  private final FailingJournal journal = new FailingJournal();
  private final Heard heard = new Heard();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));

  @SuppressWarnings("NullAway.Init")
  private FarmLoop loop;

  @BeforeEach
  void start() throws IOException {
    journal.journal.fence(1);
    loop = new FarmLoop(new Farm(FarmPolicy.DEFAULT), journal, 1, now::get, heard).start();
  }

  @AfterEach
  void end() {
    loop.close();
  }

  @Test
  void whatFollowsFromACommandIsJournaledBeforeItIsAnswered() throws Exception {
    var decision = loop.ask(plan("zlib"));
    assertThat(decision.events()).hasAtLeastOneElementOfType(Event.BuildQueued.class);
    assertThat(decision.sequence()).isEqualTo(journal.lastSequence()).isPositive();
    assertThat(heard.entries).hasSize((int) decision.sequence());
  }

  @Test
  void aRefusedCommandIsNotJournaled() {
    assertThatThrownBy(() -> loop.ask(new Command.Retry(new BuildId(9), "ops", "")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("There is no build 9");
    assertThat(journal.lastSequence()).isZero();
  }

  @Test
  void aWorkerThatReportsGetsItsOrdersThoughNothingElseHappened() throws Exception {
    loop.ask(new Command.WorkerReported(worker()));
    loop.ask(new Command.WorkerReported(worker()));
    assertThat(heard.ordersOf("w1")).hasSizeGreaterThanOrEqualTo(2);
    loop.ask(plan("zlib"));
    assertThat(heard.ordersOf("w1").getLast().run()).hasSize(1);
  }

  @Test
  void aQuestionIsAnsweredByTheFarmsOwnThread() throws Exception {
    loop.ask(plan("zlib"));
    String answer =
        loop.query(farm -> Thread.currentThread().getName() + " " + farm.builds().size());
    assertThat(answer).isEqualTo("farm-1 1");
    assertThatThrownBy(() ->
            loop.query(farm -> {
              throw new IllegalArgumentException("a bad question");
            }))
        .hasMessage("a bad question");
    int count = loop.query(farm -> farm.builds().size());
    assertThat(count).isEqualTo(1);
  }

  @Test
  void timePassesThoughNobodyAsks() throws Exception {
    loop.ask(new Command.WorkerReported(worker()));
    now.updateAndGet(at -> at.plus(FarmPolicy.DEFAULT.lostAfter()).plusSeconds(1));
    await("the loss of a silent worker")
        .atMost(Duration.ofSeconds(10))
        .until(() -> heard.entries.stream().anyMatch(e -> e.event() instanceof Event.WorkerLost));
  }

  @Test
  void aJournalThatCannotBeWrittenEndsTheTerm() throws Exception {
    loop.ask(plan("zlib"));
    journal.broken.set(true);
    assertThatThrownBy(() -> loop.ask(plan("zlib", "curl"))).isInstanceOf(NoLeader.class);
    await("the term's end").atMost(Duration.ofSeconds(10)).until(() -> heard.failure.get() != null);
    assertThatThrownBy(() -> loop.ask(plan("zlib"))).isInstanceOf(NoLeader.class);
    assertThat(heard.entries)
        .as("nobody heard of what is not durable")
        .hasSize((int) journal.lastSequence());
  }

  @Test
  void aLaterLeaderEndsTheTerm() throws Exception {
    journal.journal.fence(2);
    assertThatThrownBy(() -> loop.ask(plan("zlib"))).isInstanceOf(NoLeader.class);
  }

  @Test
  void theFarmThatIsReplayedIsTheFarmThatWas() throws Exception {
    loop.ask(new Command.WorkerReported(worker()));
    loop.ask(plan("zlib", "curl", "git"));
    loop.ask(new Command.Pause(false, "ops", "lunch"));
    var before = loop.query(Farm::snapshot);
    var replayed = new Farm(FarmPolicy.DEFAULT);
    journal.replay(replayed::apply);
    assertThat(replayed.snapshot()).isEqualTo(before);
  }

  private static Command plan(String... names) {
    var wanted = new ArrayList<Wanted>();
    for (String name : names) {
      wanted.add(
          new Wanted(
              new PackageTarget(name, Target.nativeTo("x86_64")),
              "1.0_1",
              "c",
              name,
              List.of(),
              List.of(),
              ""));
    }
    return new Command.Plan(null, wanted, Lane.PUSH);
  }

  private static WorkerStatus worker() {
    return new WorkerStatus(
        "w1", "s", Set.of("x86_64"), 4, 2, 64L << 30, 1L << 40, 1L << 40, 0, "", false, List.of());
  }

  private static final class Heard implements Audience {
    private final List<Journal.Entry> entries = new CopyOnWriteArrayList<>();
    private final List<Orders> orders = new CopyOnWriteArrayList<>();
    private final AtomicReference<Object> failure = new AtomicReference<>();

    List<Orders> ordersOf(String worker) {
      assertThat(worker).isEqualTo("w1");
      return orders;
    }

    @Override
    public void happened(List<Journal.Entry> more, Farm farm) {
      entries.addAll(more);
    }

    @Override
    public void ordered(String worker, Orders all) {
      orders.add(all);
    }

    @Override
    public boolean isConnected(String worker) {
      return true;
    }

    @Override
    public void failed(Exception cause) {
      failure.set(cause);
    }
  }

  /// A journal whose disk can be pulled.
  private static final class FailingJournal implements Journal {
    private final MemoryJournal journal = new MemoryJournal();
    private final AtomicBoolean broken = new AtomicBoolean();

    @Override
    public void fence(long epoch) throws IOException {
      journal.fence(epoch);
    }

    @Override
    public long fence() {
      return journal.fence();
    }

    @Override
    public long append(long epoch, List<Event> events) throws IOException {
      if (broken.get()) {
        throw new IOException("the disk was pulled");
      }
      return journal.append(epoch, events);
    }

    @Override
    public long lastSequence() {
      return journal.lastSequence();
    }

    @Override
    public void read(long sequence, java.util.function.Consumer<Entry> reader) {
      journal.read(sequence, reader);
    }

    @Override
    public long snapshotSequence() {
      return journal.snapshotSequence();
    }

    @Override
    public void snapshot(long epoch, long sequence, List<Event> events) throws IOException {
      journal.snapshot(epoch, sequence, events);
    }

    @Override
    public void readSnapshot(java.util.function.Consumer<Event> reader) {
      journal.readSnapshot(reader);
    }

    @Override
    public void truncate(long sequence) {
      journal.truncate(sequence);
    }

    @Override
    public void close() {}
  }
}
