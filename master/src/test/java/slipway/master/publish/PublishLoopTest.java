package slipway.master.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PublishLoopTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aPassThatFailsIsToldOfUntilOneGetsThrough() {
    var pass =
        new AtomicReference<PublishLoop.Pass>(() -> {
          throw new IOException("No space left on device");
        });
    try (var loop = new PublishLoop(InstantSource.fixed(NOON))) {
      loop.begin(() -> pass.get().run());
      awaitTrouble(loop, "No space left on device");
      pass.set(() -> {
        throw new IllegalStateException("a bug");
      });
      loop.wake();
      awaitTrouble(loop, "java.lang.IllegalStateException: a bug");
      pass.set(() -> true);
      loop.wake();
      await("a pass that gets through")
          .atMost(Duration.ofSeconds(20))
          .until(() -> loop.trouble().isEmpty());
    }
  }

  private static void awaitTrouble(PublishLoop loop, String why) {
    await(why)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(loop.trouble()).contains(new PublishLoop.Trouble(why, NOON)));
  }
}
