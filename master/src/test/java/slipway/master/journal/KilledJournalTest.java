package slipway.master.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.master.ChildProcess;
import slipway.scheduler.Event;

/// Real processes that are killed while they write.
class KilledJournalTest {
  private static final int SNAPSHOT_EVERY = 400;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  /// Appends events made from their sequence, for ever, and acknowledges each batch.
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      try (var journal = RocksJournal.open(directory.resolve("journal"))) {
        long epoch = journal.fence() + 1;
        journal.fence(epoch);
        long snapshot = journal.snapshotSequence();
        while (true) {
          long last = journal.lastSequence();
          var batch = new ArrayList<Event>();
          for (int at = 1; at <= 1 + last % 7; at++) {
            batch.add(event(last + at));
          }
          ChildProcess.acknowledge(journal.append(epoch, batch));
          if (journal.lastSequence() > snapshot + SNAPSHOT_EVERY) {
            snapshot = journal.lastSequence();
            var state = new ArrayList<Event>();
            for (long sequence = 1; sequence <= snapshot; sequence++) {
              state.add(event(sequence));
            }
            journal.snapshot(epoch, snapshot, state);
            journal.truncate(snapshot);
          }
        }
      }
    }
  }

  private static Event event(long sequence) {
    return new RandomEvents(new Random(sequence)).events(1).getFirst();
  }

  @ParameterizedTest(name = "killed after {0} batches, nothing acknowledged is missing")
  @ValueSource(ints = {2, 400})
  void nothingAcknowledgedIsMissing(int batches) throws IOException {
    long acknowledged = 0;
    for (int kill = 0; kill < 2; kill++) {
      try (var writer = ChildProcess.start(Writer.class, Files.createDirectories(directory))) {
        acknowledged = Long.parseLong(writer.killAfter(batches).getLast());
      }
    }
    try (var journal = RocksJournal.open(directory.resolve("journal"))) {
      assertThat(journal.lastSequence()).isGreaterThanOrEqualTo(acknowledged);
      assertThat(journal.fence()).isEqualTo(2);
      var replayed = new ArrayList<Event>();
      journal.replay(replayed::add);
      assertThat(replayed).hasSize((int) journal.lastSequence());
      for (int at = 0; at < replayed.size(); at++) {
        assertThat(replayed.get(at)).isEqualTo(event(at + 1));
      }
    }
  }
}
