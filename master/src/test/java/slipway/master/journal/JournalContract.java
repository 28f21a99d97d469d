package slipway.master.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.scheduler.Event;

/// What every journal holds to.
abstract class JournalContract {
  private final RandomEvents random = new RandomEvents(new Random(1));

  @SuppressWarnings("NullAway.Init")
  Journal journal;

  abstract Journal open() throws IOException;

  @BeforeEach
  void begin() throws IOException {
    journal = open();
  }

  @AfterEach
  void end() {
    journal.close();
  }

  @Test
  void aNewJournalIsEmpty() throws IOException {
    assertThat(journal.lastSequence()).isZero();
    assertThat(journal.fence()).isZero();
    assertThat(journal.snapshotSequence()).isZero();
    assertThat(replayed()).isEmpty();
  }

  @Test
  void eventsReadBackInOrderWithTheirNumbers() throws IOException {
    var events = random.events(20);
    journal.fence(3);
    assertThat(journal.append(3, events.subList(0, 5))).isEqualTo(5);
    assertThat(journal.append(3, events.subList(5, 20))).isEqualTo(20);
    var read = new ArrayList<Journal.Entry>();
    journal.read(4, read::add);
    assertThat(read).extracting(Journal.Entry::sequence).startsWith(4L, 5L).endsWith(20L);
    assertThat(read).extracting(Journal.Entry::event).isEqualTo(events.subList(3, 20));
    assertThat(read).extracting(Journal.Entry::epoch).containsOnly(3L);
    assertThat(replayed()).isEqualTo(events);
  }

  @Test
  void appendingNothingChangesNothing() throws IOException {
    journal.fence(1);
    journal.append(1, random.events(2));
    assertThat(journal.append(1, List.of())).isEqualTo(2);
  }

  @Test
  void anEarlierLeaderCanNeitherWriteNorFence() throws IOException {
    journal.fence(3);
    journal.append(3, random.events(1));
    journal.fence(5);
    assertThatThrownBy(() -> journal.append(3, random.events(1)))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("epoch 5");
    assertThatThrownBy(() -> journal.fence(4)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> journal.fence(5)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> journal.snapshot(3, 1, List.of())).isInstanceOf(Fenced.class);
    assertThat(journal.fence()).isEqualTo(5);
    assertThat(journal.lastSequence()).isEqualTo(1);
  }

  @Test
  void aLeaderThatHasNotFencedCannotWrite() {
    assertThatThrownBy(() -> journal.append(7, random.events(1))).isInstanceOf(Fenced.class);
  }

  @Test
  void aSnapshotStandsForWhatWasBeforeIt() throws IOException {
    var events = random.events(30);
    var state = random.events(4);
    journal.fence(1);
    journal.append(1, events.subList(0, 20));
    journal.snapshot(1, 20, state);
    journal.append(1, events.subList(20, 30));
    var expected = new ArrayList<>(state);
    expected.addAll(events.subList(20, 30));
    assertThat(replayed()).isEqualTo(expected);
    journal.truncate(20);
    assertThat(replayed()).isEqualTo(expected);
    assertThat(journal.lastSequence()).isEqualTo(30);
    assertThat(journal.append(1, random.events(1))).isEqualTo(31);
  }

  @Test
  void aLaterSnapshotReplacesTheEarlier() throws IOException {
    journal.fence(1);
    journal.append(1, random.events(10));
    journal.snapshot(1, 5, random.events(7));
    var state = random.events(3);
    journal.snapshot(1, 10, state);
    journal.truncate(10);
    assertThat(journal.snapshotSequence()).isEqualTo(10);
    assertThat(replayed()).isEqualTo(state);
    assertThat(journal.lastSequence()).isEqualTo(10);
  }

  @Test
  void whatNoSnapshotCoversCannotBeDropped() throws IOException {
    journal.fence(1);
    journal.append(1, random.events(10));
    journal.snapshot(1, 5, random.events(2));
    assertThatThrownBy(() -> journal.truncate(6))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would be lost");
  }

  List<Event> replayed() throws IOException {
    var events = new ArrayList<Event>();
    journal.replay(events::add);
    return events;
  }
}
