package slipway.master.plan;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.NoLeader;
import slipway.master.farm.TreeView.Reported;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.Lane;
import slipway.scheduler.Refused;

/// Closes the difference between tree and repository: looks at once when the term begins, when a
/// push is reported, and every few minutes all the same, for a report may be lost.
///
/// Reports that come while it looks are answered together by the next look: a storm of pushes costs
/// one plan.
final class PlanLoop {
  /// Reports that wait for the next look. Beyond, who reports is told that the look is due anyway.
  static final int REPORTS_MAX = 1_000;

  private static final Duration PAUSE_FIRST = Duration.ofSeconds(5);
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(PlanLoop.class);

  /// Somebody's word that the tree has changed.
  record Report(
      String commit, String oldCommit, String who, Lane lane, CompletableFuture<Reported> answer) {}

  /// One look at tree and repository.
  interface Look {
    /// @param reports what caused it; empty: the farm looks by itself
    Reported at(List<Report> reports, FarmLoop farm)
        throws IOException, Refused, InterruptedException;

    /// The look has failed.
    void failed(Exception why);
  }

  private final Look look;
  private final Duration every;
  private final BlockingQueue<Report> reports = new ArrayBlockingQueue<>(REPORTS_MAX);
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile boolean ending;

  PlanLoop(Look look, Duration every) {
    this.look = look;
    this.every = every;
  }

  void begin(FarmLoop farm) {
    var former = thread.get();
    var started =
        Thread.ofPlatform()
            .daemon()
            .name("plan")
            .unstarted(() -> {
              if (former == null || hasEnded(former, Duration.ofDays(1))) {
                ending = false;
                run(farm);
              }
            });
    thread.set(started);
    started.start();
  }

  private static boolean hasEnded(Thread former, Duration patience) {
    try {
      return former.join(patience);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// @return false if too many wait already
  boolean report(Report report) {
    return reports.offer(report);
  }

  private void run(FarmLoop farm) {
    Duration pause = PAUSE_FIRST;
    List<Report> batch = List.of();
    try {
      while (!ending) {
        if (lookNow(batch, farm)) {
          pause = PAUSE_FIRST;
          batch = next(every);
        } else {
          batch = next(pause);
          pause = every.compareTo(pause.multipliedBy(2)) < 0 ? every : pause.multipliedBy(2);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (NoLeader _) {
      log.atDebug().log("the term is over");
    }
  }

  private boolean lookNow(List<Report> batch, FarmLoop farm) throws InterruptedException {
    try {
      var reported = look.at(batch, farm);
      batch.forEach(report -> report.answer().complete(reported));
      return true;
    } catch (IOException | Refused | IllegalArgumentException failed) {
      log.atWarn().setCause(failed).log("tree not planned, tried again after a pause");
      look.failed(failed);
      var reported =
          new Reported(
              0, 0, "The tree cannot be planned just now: %s".formatted(failed.getMessage()));
      batch.forEach(report -> report.answer().complete(reported));
      return false;
    } catch (NoLeader gone) {
      batch.forEach(report -> report.answer().completeExceptionally(gone));
      throw gone;
    }
  }

  private List<Report> next(Duration most) throws InterruptedException {
    var batch = new ArrayList<Report>();
    var first = reports.poll(most.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      reports.drainTo(batch);
    }
    return batch;
  }

  /// Asks the look that is under way to end. It may go on for a while: templates are being
  /// evaluated. Nobody listens to it then, and the next term's looks begin when it has ended.
  void end() {
    ending = true;
    var running = thread.get();
    if (running != null) {
      running.interrupt();
      if (!hasEnded(running, END_PATIENCE)) {
        log.atInfo().log("a look at the tree goes on beyond the term");
      }
    }
  }

  /// @return whether the last look has ended
  boolean close() {
    end();
    var last = thread.getAndSet(null);
    return last == null || hasEnded(last, CLOSE_PATIENCE);
  }
}
