package slipway.master.history;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.journal.Journal;

/// The thread that folds what happens into the history, and tells those who watch.
///
/// It is told by the farm's loop, and reads from the journal what it was not told: at the start,
/// and when it cannot keep up.
public final class Chronicle implements AutoCloseable {
  /// Batches that wait to be folded. At the bound they are dropped, and read from the journal.
  static final int BACKLOG_MAX = 2_000;

  private static final int CATCH_UP_BATCH = 2_000;
  private static final int FOLD_BATCH = 4_000;
  private static final long SLEEP_MILLIS = 200;
  private static final Logger log = LoggerFactory.getLogger(Chronicle.class);

  private final Journal journal;
  private final History history;
  private final EventRing ring = new EventRing();
  private final BlockingQueue<List<Journal.Entry>> backlog = new ArrayBlockingQueue<>(BACKLOG_MAX);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  private Chronicle(Journal journal, History history) {
    this.journal = journal;
    this.history = history;
    thread = Thread.ofPlatform().name("chronicle").unstarted(this::run);
  }

  public static Chronicle start(Journal journal, History history) {
    var chronicle = new Chronicle(journal, history);
    chronicle.ring.beginAfter(history.applied());
    chronicle.thread.start();
    return chronicle;
  }

  public EventRing ring() {
    return ring;
  }

  /// Never waits.
  public void tell(List<Journal.Entry> entries) {
    if (!backlog.offer(entries)) {
      log.atDebug().log("history lags, reads the journal");
    }
  }

  /// Waits until the history has taken in that event, so that who has acted reads what followed.
  public void await(long sequence, Duration patience) {
    try {
      ring.await(sequence, patience);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      catchUp();
      while (!closed) {
        var first = backlog.poll(SLEEP_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          fold(first);
        } else if (journal.lastSequence() > history.applied()) {
          catchUp();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException failed) {
      failure.set(failed);
      log.atError().setCause(failed).log("history cannot be written any more; restart the master");
    }
  }

  private void fold(List<Journal.Entry> first) throws IOException {
    var entries = new ArrayList<>(first);
    while (entries.size() < FOLD_BATCH) {
      var more = backlog.poll();
      if (more == null) {
        break;
      }
      entries.addAll(more);
    }
    if (entries.getFirst().sequence() > history.applied() + 1 || hasGap(entries)) {
      catchUp();
    } else {
      ring.add(history.fold(entries));
    }
  }

  private static boolean hasGap(List<Journal.Entry> entries) {
    return entries.getLast().sequence() - entries.getFirst().sequence() != entries.size() - 1L;
  }

  private void catchUp() throws IOException {
    var batch = new ArrayList<Journal.Entry>();
    var failed = new AtomicReference<@Nullable IOException>();
    journal.read(
        history.applied() + 1,
        entry -> {
          batch.add(entry);
          if (batch.size() >= CATCH_UP_BATCH && failed.get() == null) {
            foldOrKeep(batch, failed);
          }
        });
    foldOrKeep(batch, failed);
    var cause = failed.get();
    if (cause != null) {
      throw cause;
    }
    ring.beginAfter(history.applied());
  }

  private void foldOrKeep(
      List<Journal.Entry> batch, AtomicReference<@Nullable IOException> failed) {
    try {
      ring.add(history.fold(List.copyOf(batch)));
      batch.clear();
    } catch (IOException cause) {
      failed.set(cause);
    }
  }

  /// Makes the history durable up to that event, for the journal to forget it.
  ///
  /// @return whether the history has it
  public boolean keep(long sequence, Duration patience) throws IOException, InterruptedException {
    if (!ring.await(sequence, patience)) {
      return false;
    }
    history.sync();
    return true;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
