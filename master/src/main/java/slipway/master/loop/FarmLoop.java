package slipway.master.loop;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.NoLeader;
import slipway.master.journal.Journal;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Refused;

/// The one thread that owns the farm, for one term of leadership.
///
///     inbox ─► decide ─► apply ─► journal, one fsync for the batch ─► answers, views, orders
///
/// Nobody hears of what is not durable. If the journal cannot be written, this farm is ahead of it:
/// the loop ends, and the next term begins with a replay. There is no repair.
public final class FarmLoop implements AutoCloseable {
  /// Who has to wait for a place in the inbox is told to try again after {@link #PLACE_WAIT}.
  static final int INBOX_MAX = 4_096;

  /// Asks of one turn, which share an fsync.
  static final int BATCH_MAX = 512;

  static final Duration PLACE_WAIT = Duration.ofSeconds(10);

  /// At the longest, the loop sleeps for so long: a clock that was set back must not stop it.
  private static final Duration SLEEP_MAX = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(FarmLoop.class);

  private sealed interface Ask {
    CompletableFuture<?> answer();
  }

  private record Decide(Command command, CompletableFuture<Decision> answer) implements Ask {}

  private record Query<T>(Function<Farm, T> question, CompletableFuture<T> answer) implements Ask {}

  /// What followed from a command.
  ///
  /// @param sequence of the last event that is journaled with or before them
  public record Decision(List<Event> events, long sequence) {
    public Decision {
      events = List.copyOf(events);
    }
  }

  private final Farm farm;
  private final Journal journal;
  private final long epoch;
  private final InstantSource time;
  private final Audience audience;
  private final BlockingQueue<Ask> inbox = new ArrayBlockingQueue<>(INBOX_MAX);
  private final Thread owner;
  private final Instant started;
  private volatile boolean ended;

  /// @param farm as the journal has it, with nothing added
  public FarmLoop(Farm farm, Journal journal, long epoch, InstantSource time, Audience audience) {
    this.farm = farm;
    this.journal = journal;
    this.epoch = epoch;
    this.time = time;
    this.audience = audience;
    started = time.instant();
    owner = Thread.ofPlatform().name("farm-" + epoch).unstarted(this::run);
  }

  public FarmLoop start() {
    owner.start();
    return this;
  }

  public long epoch() {
    return epoch;
  }

  /// When the term began.
  public Instant started() {
    return started;
  }

  /// Has the farm obey, and waits until what follows is durable.
  ///
  /// @throws Refused if it may not
  /// @throws NoLeader if this term has ended, or the inbox stays full
  public Decision ask(Command command) throws Refused {
    return answered(submit(command));
  }

  /// Hands in a command without waiting for what follows; see {@link #answered}.
  ///
  /// @throws NoLeader if this term has ended, or the inbox stays full
  public CompletableFuture<Decision> submit(Command command) {
    var ask = new Decide(command, new CompletableFuture<>());
    put(ask);
    return ask.answer();
  }

  /// Waits for what follows from a command that was handed in.
  ///
  /// @throws Refused if it may not be obeyed
  /// @throws NoLeader if the term has ended meanwhile
  public static Decision answered(CompletableFuture<Decision> answer) throws Refused {
    try {
      return await(answer);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Refused refused) {
        throw refused;
      }
      throw unexpected(failed);
    }
  }

  /// Asks the farm itself, on its thread: for what no view has. The question must be short.
  public <T> T query(Function<Farm, T> question) {
    var ask = new Query<>(question, new CompletableFuture<T>());
    put(ask);
    try {
      return await(ask.answer());
    } catch (ExecutionException failed) {
      throw unexpected(failed);
    }
  }

  private void put(Ask ask) {
    try {
      if (ended || !inbox.offer(ask, PLACE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NoLeader("");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new NoLeader("");
    }
    if (ended) {
      ask.answer().completeExceptionally(new NoLeader(""));
    }
  }

  private static <T> T await(CompletableFuture<T> answer) throws ExecutionException {
    try {
      return answer.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new NoLeader("");
    }
  }

  private static RuntimeException unexpected(ExecutionException failed) {
    return failed.getCause() instanceof RuntimeException told
        ? told
        : new IllegalStateException("the farm could not answer", failed.getCause());
  }

  private void run() {
    try {
      while (!ended) {
        turn();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException failed) {
      log.atError()
          .setCause(failed)
          .addKeyValue("epoch", epoch)
          .log("the farm's loop ends: what it decided last is not durable");
      audience.failed(failed);
    } finally {
      ended = true;
      turnAway();
    }
  }

  private void turnAway() {
    var waiting = new ArrayList<Ask>();
    inbox.drainTo(waiting);
    waiting.forEach(ask -> ask.answer().completeExceptionally(new NoLeader("")));
  }

  private void turn() throws InterruptedException, IOException {
    var batch = takeBatch();
    var turn = new Turn(farm, time);
    try {
      for (Ask ask : batch) {
        switch (ask) {
          case Decide(var command, var answer) -> turn.decide(command, answer);
          case Query<?> query -> answer(query, turn);
        }
      }
      if (farm.nextDeadline().filter(at -> !at.isAfter(time.instant())).isPresent()) {
        turn.decide(new Command.Tick(), new CompletableFuture<>());
      }
      long before = journal.lastSequence();
      turn.commit(journal, epoch);
      turn.announce(audience, before, epoch);
    } catch (IOException | RuntimeException failed) {
      batch.forEach(ask -> ask.answer().completeExceptionally(new NoLeader("")));
      throw failed;
    }
  }

  /// A question only reads, so one that fails is its asker's trouble alone.
  private <T> void answer(Query<T> query, Turn turn) {
    try {
      T found = query.question().apply(farm);
      turn.afterwards(() -> query.answer().complete(found));
    } catch (RuntimeException failed) {
      turn.afterwards(() -> query.answer().completeExceptionally(failed));
    }
  }

  /// What is in the inbox, or the first that comes before the farm's next deadline.
  private List<Ask> takeBatch() throws InterruptedException {
    var batch = new ArrayList<Ask>();
    Duration sleep =
        farm.nextDeadline()
            .map(at -> Duration.between(time.instant(), at))
            .filter(until -> until.compareTo(SLEEP_MAX) < 0)
            .orElse(SLEEP_MAX);
    var first = inbox.poll(Math.max(0, sleep.toNanos()), TimeUnit.NANOSECONDS);
    if (first != null) {
      batch.add(first);
      inbox.drainTo(batch, BATCH_MAX - 1);
    }
    return batch;
  }

  /// Ends the term, after the turn that is under way.
  @Override
  public void close() {
    ended = true;
    owner.interrupt();
    try {
      owner.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    turnAway();
  }

  /// The time of the loop, for those who answer with it.
  public Instant now() {
    return time.instant();
  }
}
