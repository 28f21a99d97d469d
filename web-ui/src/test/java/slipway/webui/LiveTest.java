package slipway.webui;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static slipway.webui.Facts.build;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import slipway.proto.BuildState;
import slipway.proto.FarmEvent;

/// Pages hear of changes, and outlive the master.
@Timeout(value = 60, unit = SECONDS)
class LiveTest extends WebUiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aPageHearsOfWhatItShowsAndOfNothingElse() throws Exception {
    awaitWatcher();
    try (var other = new Browser(ui)) {
      var mine = browser.lines("/live?build=12").body().iterator();
      var others = other.lines("/live?build=13").body().iterator();
      farm.emit(
          FarmEvent.newBuilder().setBuild(build(13, "curl", BuildState.READY)).setText("b13"));
      assertThat(next(others, "changed")).isEqualTo("b13");
      farm.emit(
          FarmEvent.newBuilder().setBuild(build(12, "zlib", BuildState.READY)).setText("b12"));
      assertThat(next(mine, "changed")).isEqualTo("b12");
    }
  }

  @Test
  void manyEventsOfAMomentAreToldAsOne() throws Exception {
    awaitWatcher();
    var mine = browser.lines("/live").body().iterator();
    for (int i = 0; i < 1000; i++) {
      farm.emit(FarmEvent.newBuilder().setText("event " + i));
    }
    next(mine, "changed");
    farm.emit(FarmEvent.newBuilder().setText("the last one"));
    int told = 1;
    while (!next(mine, "changed").equals("the last one")) {
      told++;
    }
    assertThat(told).isLessThan(10);
  }

  @Test
  void aPageThatWasReadTooEarlyIsToldAtOnce() throws Exception {
    awaitWatcher();
    farm.emit(FarmEvent.newBuilder().setText("before"));
    await().atMost(PATIENCE).until(() -> browser.page("/").contains("after=1\""));
    var early = browser.lines("/live?after=0").body().iterator();
    next(early, "changed");
  }

  @Test
  void theProcessGoesOnWithoutAMasterAndComesBackByItself() throws Exception {
    awaitWatcher();
    var mine = browser.lines("/live").body().iterator();
    farm.stop();
    next(mine, "away");
    var away = browser.get("/");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After")).isPresent();
    assertThat(away.body()).contains("No master answers just now").contains("data-again");
    assertThat(browser.get("/healthz").body()).contains("no master answers");
    assertThat(browser.get("/api/overview").statusCode()).isEqualTo(503);
    assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    farm.start();
    next(mine, "back");
    await().atMost(PATIENCE).until(() -> browser.get("/").statusCode() == 200);
  }

  @Test
  void theFeedForProgramsHasEveryEventAsJson() throws Exception {
    awaitWatcher();
    var feed = browser.lines("/api/events").body().iterator();
    farm.emit(FarmEvent.newBuilder().setKind("build-queued").setText("zlib \"1.0\"\nqueued"));
    assertThat(next(feed, "farm"))
        .contains("\"kind\":\"build-queued\"")
        .contains("zlib \\\"1.0\\\"\\nqueued");
  }

  @Test
  void anotherMasterIsAskedWhenOneIsAway() throws IOException, InterruptedException {
    try (var first = new FakeFarm().start()) {
      first.overview.setLeader("first");
      farm.overview.setLeader("second");
      var masters = List.of(first.address(), farm.address());
      try (var two = WebUi.start(WebUiConfig.reading("127.0.0.1", 0, masters));
          var other = new Browser(two)) {
        assertThat(other.page("/")).contains("Led by first");
        first.stop();
        await().atMost(PATIENCE).until(() -> other.page("/").contains("Led by second"));
      }
    }
  }

  private void awaitWatcher() {
    await().atMost(PATIENCE).until(() -> farm.watcherCount() == 1);
  }

  /// The data of the next event of this name.
  private static String next(Iterator<String> lines, String event) {
    while (true) {
      if (lines.next().equals("event: " + event)) {
        var line = lines.next();
        line = line.startsWith("id: ") ? lines.next() : line;
        return line.substring("data: ".length());
      }
    }
  }
}
