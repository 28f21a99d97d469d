package slipway.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.Order;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.driver.Driver;
import slipway.worker.master.Orders;
import slipway.worker.process.Threads;
import slipway.worker.run.Attempt;
import slipway.worker.run.Workshop;
import slipway.worker.space.DirectoryRemover;
import slipway.worker.wire.Wire;

/// All attempts of this worker. One thread starts and ends them, so that what runs comes to be what
/// was ordered.
final class Crew implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Crew.class);
  private static final Duration TIDY_EVERY = Duration.ofSeconds(30);

  private final Workshop workshop;
  private final Map<String, Driver> driverByName;
  // What is for the crew's thread: the last orders, attempts that are forgotten, and a knock. (An
  // interrupt might come in the midst of writing something down.)
  private final AtomicReference<Optional<Orders>> orders = new AtomicReference<>(Optional.empty());
  private final Queue<Long> forgotten = new ConcurrentLinkedQueue<>();
  private final Semaphore wake = new Semaphore(0);
  // Written by the crew's thread alone.
  private final Map<Long, Attempt> attemptById = new ConcurrentSkipListMap<>();
  private final Set<Long> settling = new TreeSet<>();
  private final AtomicBoolean cleaning = new AtomicBoolean();
  private volatile boolean closing;
  private final Thread thread = Thread.ofVirtual().name("crew").unstarted(this::run);

  Crew(Workshop workshop, Map<String, Driver> driverByName) {
    this.workshop = workshop;
    this.driverByName = new TreeMap<>(driverByName);
  }

  /// Takes up all that an earlier process has left, then begins to obey.
  void start() throws IOException {
    for (AttemptFiles files : workshop.store().all()) {
      log.atInfo().addKeyValue("attempt", files.attempt()).log("attempt taken up again");
      begin(files, workshop.store().orderOf(files));
    }
    thread.start();
  }

  /// What the master said last; an earlier word that is still unread does not matter any more.
  void obey(Orders latest) {
    orders.set(Optional.of(latest));
    wake.release();
  }

  List<Attempt> attempts() {
    return List.copyOf(attemptById.values());
  }

  /// Lets all attempts go; their processes run on.
  @Override
  public void close() {
    closing = true;
    wake.release();
    Threads.join(thread);
    for (Attempt attempt : attemptById.values()) {
      attempt.detach();
    }
  }

  private void run() {
    long tidied = System.nanoTime() - TIDY_EVERY.toNanos();
    try {
      while (!closing) {
        boolean _ = wake.tryAcquire(1, TimeUnit.SECONDS);
        wake.drainPermits();
        for (Long id = forgotten.poll(); id != null; id = forgotten.poll()) {
          attemptById.remove(id);
          settling.remove(id);
          workshop.changed().run();
        }
        orders.getAndSet(Optional.empty()).ifPresent(this::converge);
        if (System.nanoTime() - tidied >= TIDY_EVERY.toNanos()) {
          clean(workshop::tidy);
          tidied = System.nanoTime();
        }
      }
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException("nobody interrupts the crew", unexpected);
    }
  }

  private void converge(Orders latest) {
    workshop.space().needDistfiles(latest.neededDistfiles());
    for (long settled : latest.settled()) {
      settle(settled);
    }
    for (long cancelled : latest.cancel()) {
      cancel(cancelled);
    }
    for (Order order : latest.wanted()) {
      if (!attemptById.containsKey(order.getAttempt())
          && !latest.cancel().contains(order.getAttempt())) {
        take(order);
      }
    }
    if (latest.reclaimBytes() > 0) {
      clean(() -> workshop.makeRoom(latest.reclaimBytes()));
    }
  }

  private void take(Order order) {
    if (order.getAttempt() <= 0) {
      log.atError()
          .addKeyValue("attempt", order.getAttempt())
          .log("order without an attempt ignored");
      return;
    }
    try {
      workshop.store().keepOrder(order);
      begin(workshop.store().filesOf(order.getAttempt()), order);
    } catch (IOException failed) {
      // Not begun: the master orders it again, or elsewhere.
      log.atError()
          .addKeyValue("attempt", order.getAttempt())
          .setCause(failed)
          .log("order cannot be kept");
    }
  }

  private void begin(AttemptFiles files, Order order) throws IOException {
    Attempt attempt;
    if (workshop.store().endingOf(files).isPresent()) {
      attempt = Attempt.toDeliver(files, workshop);
    } else {
      attempt = check(files, order);
    }
    attemptById.put(files.attempt(), attempt);
    attempt.start();
  }

  /// An order that makes no sense is an attempt that has ended.
  private Attempt check(AttemptFiles files, Order order) throws IOException {
    try {
      AttemptOrder checked = Wire.order(order);
      return Attempt.toRun(files, checked, driverOf(checked), workshop);
    } catch (IllegalArgumentException senseless) {
      workshop.refuse(files, String.valueOf(senseless.getMessage()));
      return Attempt.toDeliver(files, workshop);
    }
  }

  private Driver driverOf(AttemptOrder order) {
    Driver driver = driverByName.get(order.driver());
    if (driver == null) {
      throw new IllegalArgumentException(
          "this worker has no driver '%s', only %s"
              .formatted(order.driver(), driverByName.keySet()));
    }
    return driver;
  }

  private void cancel(long id) {
    Attempt attempt = attemptById.get(id);
    try {
      if (attempt != null) {
        attempt.cancel();
      }
    } catch (IOException failed) {
      // The master says it again with its next orders.
      log.atError()
          .addKeyValue("attempt", id)
          .setCause(failed)
          .log("cancelling cannot be recorded");
    }
  }

  /// Forgets an attempt, which takes a while: it may still run, and its tree may be large.
  private void settle(long id) {
    Attempt attempt = attemptById.get(id);
    if (attempt != null && settling.add(id)) {
      Thread.ofVirtual().name("settle-" + id).start(() -> forget(attempt));
    }
  }

  /// The build tree of an attempt that failed stays for a while.
  private void forget(Attempt attempt) {
    long id = attempt.files().attempt();
    attempt.drop();
    workshop.outbox().forget(attempt.files());
    try {
      if (!attempt.leavesTree()) {
        DirectoryRemover.remove(attempt.files().area());
      }
      // The order goes first: without it the rest is a leftover.
      Files.deleteIfExists(attempt.files().order());
      DirectoryRemover.remove(attempt.files().state());
    } catch (IOException later) {
      log.atWarn()
          .addKeyValue("attempt", id)
          .setCause(later)
          .log("leftovers cannot be removed now");
    }
    workshop.space().release(Long.toString(id));
    forgotten.add(id);
    wake.release();
  }

  /// Cleaning walks over large trees, so it has a thread of its own. One at a time: the master asks
  /// again while it wants more, and so does the clock.
  private void clean(Runnable cleaner) {
    if (cleaning.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("clean")
          .start(() -> {
            try {
              cleaner.run();
            } finally {
              cleaning.set(false);
            }
          });
    }
  }
}
