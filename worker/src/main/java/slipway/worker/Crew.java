package slipway.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.Order;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.AttemptLog;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
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
  // Empty: stop. (An interrupt might come in the midst of writing something down.)
  private final LinkedBlockingQueue<Optional<Orders>> inbox = new LinkedBlockingQueue<>();
  // Written by the crew's thread alone.
  private final Map<Long, Attempt> attemptById = new ConcurrentSkipListMap<>();
  private volatile boolean closing;
  private final Thread thread = Thread.ofVirtual().name("crew").unstarted(this::run);

  Crew(Workshop workshop, Map<String, Driver> driverByName) {
    this.workshop = workshop;
    this.driverByName = Map.copyOf(driverByName);
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
  void obey(Orders orders) {
    inbox.clear();
    inbox.add(Optional.of(orders));
  }

  List<Attempt> attempts() {
    return List.copyOf(attemptById.values());
  }

  /// Lets all attempts go; their processes run on.
  @Override
  public void close() {
    closing = true;
    inbox.add(Optional.empty());
    Threads.join(thread);
    for (Attempt attempt : attemptById.values()) {
      attempt.detach();
    }
  }

  private void run() {
    Instant tidied = Instant.EPOCH;
    try {
      while (!closing) {
        Optional<Orders> orders = inbox.poll(1, TimeUnit.SECONDS);
        if (orders != null && orders.isPresent()) {
          converge(orders.get());
        }
        Instant now = workshop.time().instant();
        if (now.isAfter(tidied.plus(TIDY_EVERY))) {
          workshop.tidy();
          tidied = now;
        }
      }
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException("nobody interrupts the crew", unexpected);
    }
  }

  private void converge(Orders orders) throws InterruptedException {
    workshop.space().needDistfiles(orders.neededDistfiles());
    for (long settled : orders.settled()) {
      settle(settled);
    }
    for (long cancelled : orders.cancel()) {
      cancel(cancelled);
    }
    for (Order order : orders.wanted()) {
      if (!attemptById.containsKey(order.getAttempt())
          && !orders.cancel().contains(order.getAttempt())) {
        take(order);
      }
    }
    if (orders.reclaimBytes() > 0) {
      reclaim(orders.reclaimBytes());
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
      refuse(files, String.valueOf(senseless.getMessage()));
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

  /// Writes the ending of an attempt that cannot begin.
  private void refuse(AttemptFiles files, String why) throws IOException {
    new AttemptLog(files, "attempt " + files.attempt()).error(why);
    Instant now = workshop.time().instant();
    workshop
        .store()
        .keepEnding(
            files,
            new Ending(
                Cause.WORKER_ERROR,
                Phase.PREPARE,
                0,
                why,
                List.of(),
                Duration.ZERO,
                files.logBytes(),
                workshop.space().area().freeBytes(),
                0,
                0,
                now,
                now));
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

  /// Forgets an attempt. The build tree of one that failed stays for a while.
  private void settle(long id) {
    Attempt attempt = attemptById.get(id);
    if (attempt == null) {
      return;
    }
    boolean failed =
        attempt.status().delivered().filter(e -> e.cause() == Cause.PACKAGE_ERROR).isPresent();
    attempt.drop();
    workshop.outbox().forget(attempt.files());
    try {
      if (!failed) {
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
    attemptById.remove(id);
    workshop.space().release(Long.toString(id));
    workshop.changed().run();
  }

  private void reclaim(long bytes) throws InterruptedException {
    try {
      var freed = new ArrayList<String>();
      boolean enough = workshop.space().makeRoom(bytes, (what, _) -> freed.add(what));
      if (!freed.isEmpty() || !enough) {
        log.atInfo()
            .addKeyValue("freed", freed.size())
            .addKeyValue("enough", enough)
            .log("space reclaimed as ordered");
      }
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("space cannot be reclaimed");
    }
  }
}
