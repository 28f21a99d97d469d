package slipway.master.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;

class EventCodecTest {
  static Stream<Class<?>> kinds() {
    return RandomEvents.kinds().stream();
  }

  @ParameterizedTest(name = "{0} reads back as written")
  @MethodSource("kinds")
  void everyEventReadsBackAsWritten(Class<?> kind) throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      var event = new RandomEvents(new Random(seed)).ofKind(kind);
      byte[] json = EventCodec.encode(event);
      assertThat(EventCodec.decode(json, 0, json.length)).as("seed %d", seed).isEqualTo(event);
    }
  }

  @Test
  void aPolicyReadsBackAsWritten() throws IOException {
    var policy = FarmPolicy.DEFAULT.withLostAfter(Duration.ofSeconds(7));
    assertThat(EventCodec.decodePolicy(EventCodec.encode(policy))).isEqualTo(policy);
  }

  @Test
  void theFormIsTheOneThatIsDocumented() throws IOException {
    var event = new Event.BuildReady(Instant.parse("2026-03-01T12:00:00.250Z"), new BuildId(17));
    assertThat(new String(EventCodec.encode(event), StandardCharsets.UTF_8))
        .isEqualTo("{\"event\":\"build-ready\",\"at\":\"2026-03-01T12:00:00.250Z\",\"build\":17}");
  }

  @Test
  void aComponentThatWasAddedLaterReadsAsEmpty() throws IOException {
    var push =
        (Event.BuildQueued)
            decode(
                """
                {"event":"build-queued","at":"2026-03-01T12:00:00Z","build":17,
                 "what":{"name":"zlib","target":{"host":"x86_64","architecture":"x86_64"}},
                 "version":"1.3_1","commit":"c","fingerprint":"f","lane":"PUSH","push":3,"state":"READY",
                 "reservation":{"diskBytes":1,"memoryBytes":2}}
                """);
    assertThat(push.subpackages()).isEmpty();
    assertThat(push.dependencies()).isEmpty();
    assertThat(push.why()).isEmpty();
    assertThat(push.actor()).isEmpty();
    assertThat(push.follows()).isFalse();
    assertThat(push.rank()).isEqualTo(slipway.scheduler.Rank.NONE);
    assertThat(push.what().target().architecture()).isEqualTo("x86_64");
  }

  @Test
  void aComponentOfALaterVersionIsPassedOver() throws IOException {
    var event =
        decode(
            "{\"event\":\"build-staged\",\"at\":\"2026-03-01T12:00:00Z\",\"build\":17,\"mood\":[1,{}]}");
    assertThat(event)
        .isEqualTo(new Event.BuildStaged(Instant.parse("2026-03-01T12:00:00Z"), new BuildId(17)));
  }

  @Test
  void anUnknownEventIsAnError() {
    assertThatThrownBy(() -> decode("{\"event\":\"moon-risen\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("moon-risen");
  }

  @Test
  void theNamesAreInKebabCase() {
    assertThat(EventCodec.nameOf(Event.BuildDependencyFailed.class))
        .isEqualTo("build-dependency-failed");
    assertThat(List.of(EventCodec.nameOf(Event.IdsUsed.class))).containsExactly("ids-used");
  }

  private static Event decode(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return EventCodec.decode(bytes, 0, bytes.length);
  }
}
