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
final class PlanLoop implements AutoCloseable {
  /// Reports that wait for the next look. Beyond, who reports is told that the look is due anyway.
  static final int REPORTS_MAX = 1_000;

  private static final Duration PAUSE_FIRST = Duration.ofSeconds(5);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(60);
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
    ending = false;
    var started = Thread.ofPlatform().name("plan").unstarted(() -> run(farm));
    thread.set(started);
    started.start();
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

  void end() {
    ending = true;
    var running = thread.getAndSet(null);
    if (running != null) {
      running.interrupt();
      try {
        if (!running.join(CLOSE_PATIENCE)) {
          log.atWarn().log("planning did not end in time");
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
