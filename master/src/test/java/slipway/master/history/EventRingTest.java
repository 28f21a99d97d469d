package slipway.master.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import slipway.proto.FarmEvent;

class EventRingTest {
  private final EventRing ring = new EventRing();

  @Test
  void aWatcherGetsWhatCameAfterWhatItHasSeen() throws InterruptedException {
    ring.beginAfter(10);
    ring.add(events(11, 15));
    var since = ring.after(12, 2, Duration.ZERO);
    assertThat(since.missed()).isFalse();
    assertThat(since.events()).extracting(FarmEvent::getSequence).containsExactly(13L, 14L);
    assertThat(ring.after(15, 10, Duration.ofMillis(1)).events()).isEmpty();
  }

  @Test
  void aWatcherThatWasAwayForTooLongIsToldSo() throws InterruptedException {
    ring.beginAfter(10);
    ring.add(events(11, 15));
    assertThat(ring.after(5, 10, Duration.ZERO).missed()).isTrue();
    assertThat(ring.after(10, 10, Duration.ZERO).missed()).isFalse();
    ring.add(events(16, 16 + EventRing.RING_MAX));
    var since = ring.after(12, 10, Duration.ZERO);
    assertThat(since.missed()).isTrue();
    assertThat(since.events().getFirst().getSequence()).isEqualTo(17);
  }

  @Test
  void aWatcherIsWokenByWhatHappens() throws Exception {
    var waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                assertThat(ring.await(1, Duration.ofSeconds(10))).isTrue();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    ring.add(events(1, 1));
    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }

  private static List<FarmEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(sequence -> FarmEvent.newBuilder().setSequence(sequence).build())
        .toList();
  }
}
