package slipway.master.publish;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.NoLeader;
import slipway.scheduler.Refused;

/// Closes the difference between what builds have delivered and what the mirrors show.
///
///     delivered ─► stage, sign ─► staged ─► release as a set ─► sync ─► seen on every mirror ─► released
///
/// Each pass looks at what is, and does what is missing: so nothing depends on what a former pass,
/// or a former process, has got through. Woken by what happens, and by a timer.
final class PublishLoop implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
  private static final Duration PAUSE_MOST = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(PublishLoop.class);

  /// One look at everything.
  interface Pass {
    /// @return whether all that can be done now is done; if not, it is tried again after a pause
    boolean run() throws IOException, InterruptedException, Refused;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final InstantSource time;
  private boolean something = true;
  private volatile boolean ending;
  private volatile Optional<Trouble> trouble = Optional.empty();

  /// Why the last pass failed, and since when none has got through.
  record Trouble(String why, Instant since) {}

  PublishLoop(InstantSource time) {
    this.time = time;
  }

  Optional<Trouble> trouble() {
    return trouble;
  }

  void begin(Pass pass) {
    ending = false;
    wake();
    var started = Thread.ofPlatform().name("publish").unstarted(() -> run(pass));
    thread.set(started);
    started.start();
  }

  /// Never waits for a pass.
  void wake() {
    lock.lock();
    try {
      something = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run(Pass pass) {
    Duration pause = PAUSE_FIRST;
    try {
      while (!ending) {
        boolean done = runOnce(pass);
        if (done) {
          pause = PAUSE_FIRST;
          sleep(LOOK_EVERY);
        } else {
          sleep(pause);
          pause = PAUSE_MOST.compareTo(pause) < 0 ? PAUSE_MOST : pause.multipliedBy(2);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (NoLeader _) {
      log.atDebug().log("the term is over");
    }
  }

  private boolean runOnce(Pass pass) throws InterruptedException {
    try {
      boolean done = pass.run();
      trouble = Optional.empty();
      return done;
    } catch (NoLeader over) {
      throw over;
    } catch (IOException | Refused failed) {
      log.atWarn().setCause(failed).log("publishing failed, tried again after a pause");
      tell(failed);
      return false;
    } catch (RuntimeException bug) {
      log.atError().setCause(bug).log("publishing failed unexpectedly, tried again after a pause");
      tell(bug);
      return false;
    }
  }

  private void tell(Exception failed) {
    String why =
        failed instanceof RuntimeException
            ? failed.toString()
            : String.valueOf(failed.getMessage());
    trouble = Optional.of(new Trouble(why, trouble.map(Trouble::since).orElseGet(time::instant)));
  }

  private void sleep(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (left > 0 && !ending && !something) {
        left = woken.awaitNanos(left);
      }
      something = false;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    ending = true;
    var running = thread.getAndSet(null);
    wake();
    if (running != null) {
      running.interrupt();
      try {
        if (!running.join(Duration.ofSeconds(30))) {
          log.atWarn().log("publishing did not end in time");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
