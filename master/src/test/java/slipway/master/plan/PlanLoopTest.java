package slipway.master.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import slipway.master.farm.TreeView.Reported;
import slipway.master.journal.Journal;
import slipway.master.journal.MemoryJournal;
import slipway.master.loop.Audience;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Orders;

class PlanLoopTest {
  private static final int PUSHES = 500;

  /// A look that counts, and takes as long as the test wants the first time.
  private static final class SlowLook implements PlanLoop.Look {
    final CountDownLatch underWay = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final List<Integer> reportsByLook = new CopyOnWriteArrayList<>();

    @Override
    public Reported at(List<PlanLoop.Report> reports, FarmLoop farm) throws InterruptedException {
      underWay.countDown();
      mayEnd.await();
      reportsByLook.add(reports.size());
      return new Reported(reportsByLook.size(), 0, "looked");
    }

    @Override
    public void failed(Exception why) {
      throw new AssertionError(why);
    }
  }

  @Test
  void aStormOfFiveHundredPushesCostsOnePlan() throws Exception {
    var look = new SlowLook();
    var loop = new PlanLoop(look, Duration.ofDays(1));
    var farm =
        new FarmLoop(
            new Farm(FarmPolicy.DEFAULT),
            new MemoryJournal(),
            1,
            () -> Instant.parse("2026-03-01T12:00:00Z"),
            new Nobody());
    loop.begin(farm);
    assertThat(look.underWay.await(60, TimeUnit.SECONDS)).isTrue();
    var answers = new ArrayList<CompletableFuture<Reported>>();
    for (int push = 0; push < PUSHES; push++) {
      var answer = new CompletableFuture<Reported>();
      answers.add(answer);
      assertThat(loop.report(new PlanLoop.Report("", "", "ann", Lane.PUSH, answer))).isTrue();
    }
    look.mayEnd.countDown();
    for (var answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).push()).isEqualTo(2);
    }
    assertThat(look.reportsByLook).as("the look at the beginning, and one").containsExactly(0, 500);
    assertThat(loop.close()).isTrue();
  }

  private static final class Nobody implements Audience {
    @Override
    public void happened(List<Journal.Entry> entries, Farm farm) {}

    @Override
    public void ordered(String worker, Orders orders) {}

    @Override
    public boolean isConnected(String worker) {
      return false;
    }

    @Override
    public void failed(Exception cause) {}
  }
}
