package slipway.master.loop;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.history.Chronicle;
import slipway.master.journal.Journal;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Orders;

/// One term of leadership: from taking over the journal to the last turn of the loop.
public final class Term implements AutoCloseable {
  private static final Duration HISTORY_PATIENCE = Duration.ofMinutes(5);
  private static final long CLOSE_SECONDS_MAX = 30;

  /// A snapshot is written after at least so many times its own size in events: that bounds what
  /// snapshots cost, however large the farm.
  private static final long SNAPSHOT_SHARE = 4;

  private static final Logger log = LoggerFactory.getLogger(Term.class);

  /// What a term has to do with the rest of the master.
  public interface Surroundings {
    /// Leaves orders for a worker. Never waits.
    void post(String worker, Orders orders);

    boolean isConnected(String worker);

    /// What has become durable. Called by the loop's thread, must be quick.
    void happened(List<Journal.Entry> entries, Farm farm);

    /// The term has ended by itself.
    void failed(Exception cause);
  }

  private final Journal journal;
  private final Chronicle chronicle;
  private final Leases leases;
  private final Surroundings surroundings;
  private final int snapshotEvery;
  private final long epoch;
  private final FarmLoop loop;
  private final ExecutorService keeper =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("snapshots").factory());
  private long eventsSinceSnapshot;
  private long lastSnapshotSize;
  private volatile boolean snapshotUnderWay;

  private Term(
      Farm farm,
      Journal journal,
      Chronicle chronicle,
      Leases leases,
      Surroundings surroundings,
      int snapshotEvery,
      long epoch,
      InstantSource time) {
    this.journal = journal;
    this.chronicle = chronicle;
    this.leases = leases;
    this.surroundings = surroundings;
    this.snapshotEvery = snapshotEvery;
    this.epoch = epoch;
    loop = new FarmLoop(farm, journal, epoch, time, new Hearing());
  }

  /// Shuts out every earlier leader, makes the farm anew from the journal, and starts its loop.
  ///
  /// @throws IOException if the journal cannot be read, or a later leader has it
  public static Term begin(
      FarmPolicy policy,
      Journal journal,
      Chronicle chronicle,
      Leases leases,
      Surroundings surroundings,
      int snapshotEvery,
      long epoch,
      SteadyTime time)
      throws IOException {
    journal.fence(epoch);
    var farm = new Farm(policy);
    var from = time.instant();
    journal.replay(event -> {
      farm.apply(event);
      time.goOnFrom(event.at());
    });
    leases.reset(farm);
    log.atInfo()
        .addKeyValue("epoch", epoch)
        .addKeyValue("sequence", journal.lastSequence())
        .addKeyValue("millis", Duration.between(from, time.instant()).toMillis())
        .log("journal replayed");
    var term = new Term(farm, journal, chronicle, leases, surroundings, snapshotEvery, epoch, time);
    term.loop.start();
    return term;
  }

  public FarmLoop loop() {
    return loop;
  }

  private final class Hearing implements Audience {
    @Override
    public void happened(List<Journal.Entry> entries, Farm farm) {
      leases.take(entries, farm);
      chronicle.tell(entries);
      surroundings.happened(entries, farm);
      eventsSinceSnapshot += entries.size();
      if (eventsSinceSnapshot >= Math.max(snapshotEvery, SNAPSHOT_SHARE * lastSnapshotSize)
          && !snapshotUnderWay) {
        eventsSinceSnapshot = 0;
        snapshotUnderWay = true;
        long sequence = entries.getLast().sequence();
        var events = farm.snapshot();
        lastSnapshotSize = events.size();
        keeper.execute(() -> keep(sequence, events));
      }
    }

    @Override
    public void ordered(String worker, Orders orders) {
      surroundings.post(worker, orders);
    }

    @Override
    public boolean isConnected(String worker) {
      return surroundings.isConnected(worker);
    }

    @Override
    public void failed(Exception cause) {
      surroundings.failed(cause);
    }
  }

  /// Writes a snapshot, and forgets what it stands for, once the history has it too.
  private void keep(long sequence, List<Event> events) {
    try {
      journal.snapshot(epoch, sequence, events);
      if (chronicle.keep(sequence, HISTORY_PATIENCE)) {
        journal.truncate(sequence);
      }
      log.atInfo()
          .addKeyValue("sequence", sequence)
          .addKeyValue("events", events.size())
          .log("snapshot written");
    } catch (IOException failed) {
      log.atError().setCause(failed).log("snapshot not written; the journal grows meanwhile");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      snapshotUnderWay = false;
    }
  }

  @Override
  public void close() {
    loop.close();
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        keeper.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
