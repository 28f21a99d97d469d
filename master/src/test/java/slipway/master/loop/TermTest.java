package slipway.master.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.history.Chronicle;
import slipway.master.history.History;
import slipway.master.journal.Journal;
import slipway.master.journal.RocksJournal;
import slipway.scheduler.Command;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Orders;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;

class TermTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void aSnapshotShortensTheJournalAndTheNextTermGoesOnFromIt() throws Exception {
    try (var journal = RocksJournal.open(directory.resolve("journal"));
        var history = History.open(directory.resolve("history"));
        var chronicle = Chronicle.start(journal, history)) {
      List<?> before;
      try (var term = begin(journal, chronicle, 1)) {
        term.loop().ask(plan(120));
        await("a snapshot")
            .atMost(Duration.ofSeconds(20))
            .until(() -> journal.snapshotSequence() > 0);
        term.loop().ask(plan(125));
        before = term.loop().query(Farm::snapshot);
      }
      var first = new java.util.concurrent.atomic.AtomicLong(Long.MAX_VALUE);
      journal.read(0, entry -> first.accumulateAndGet(entry.sequence(), Math::min));
      assertThat(first.get()).isGreaterThan(100);
      try (var term = begin(journal, chronicle, 2)) {
        assertThat(term.loop().query(Farm::snapshot)).isEqualTo(before);
        assertThat(history.build(1)).as("the history has what the journal has not").isPresent();
      }
    }
  }

  private static Term begin(Journal journal, Chronicle chronicle, long epoch) throws Exception {
    return Term.begin(
        FarmPolicy.DEFAULT,
        journal,
        chronicle,
        new Leases(),
        new Nobody(),
        100,
        epoch,
        SteadyTime.start());
  }

  private static Command plan(int count) {
    var wanted =
        IntStream.range(0, count)
            .mapToObj(n ->
                new Wanted(
                    new PackageTarget("p" + n, Target.nativeTo("x86_64")),
                    "1.0_1",
                    "c",
                    "f",
                    List.of(),
                    List.of(),
                    ""))
            .toList();
    return new Command.Plan(null, wanted, Lane.BULK);
  }

  private static final class Nobody implements Term.Surroundings {
    @Override
    public void post(String worker, Orders orders) {}

    @Override
    public boolean isConnected(String worker) {
      return false;
    }

    @Override
    public void happened(List<Journal.Entry> entries, Farm farm) {}

    @Override
    public void failed(Exception cause) {}
  }
}
