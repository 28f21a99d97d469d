package slipway.master.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.scheduler.Event;

class RocksJournalTest extends JournalContract {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Override
  Journal open() throws IOException {
    return RocksJournal.open(directory.resolve("journal"));
  }

  @Test
  void everythingIsThereAfterItWasClosedAndOpened() throws IOException {
    var events = new RandomEvents(new Random(7)).events(12);
    journal.fence(4);
    journal.append(4, events);
    journal.snapshot(4, 10, events.subList(0, 3));
    journal.truncate(10);
    journal.close();
    journal = open();
    assertThat(journal.fence()).isEqualTo(4);
    assertThat(journal.lastSequence()).isEqualTo(12);
    var expected = new ArrayList<>(events.subList(0, 3));
    expected.addAll(events.subList(10, 12));
    assertThat(replayed()).isEqualTo(expected);
  }

  @Test
  void aSnapshotOfManyEventsIsWrittenInPieces() throws IOException {
    List<Event> many = new RandomEvents(new Random(8)).events(2_500);
    journal.fence(1);
    journal.append(1, many.subList(0, 10));
    journal.snapshot(1, 10, many);
    assertThat(replayed()).hasSize(2_500).isEqualTo(many);
  }

  @Test
  void aJournalThatAnotherHasOpenSaysSo() {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process has it open")
        .hasMessageContaining("choose another data directory");
  }
}
