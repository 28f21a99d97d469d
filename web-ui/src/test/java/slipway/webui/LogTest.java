package slipway.webui;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static slipway.webui.Facts.build;
import static slipway.webui.Facts.details;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import slipway.proto.Attempt;
import slipway.proto.BuildState;

/// Logs on a page, raw, and live.
class LogTest extends WebUiTest {

  private static final String LINE = "[12345/54120] CXX obj/content/browser/render_frame_host.o\n";
  private static final Pattern OFFSET = Pattern.compile("id=\"o(\\d+)\"");

  @BeforeEach
  void aBuildWithAnAttempt() {
    farm.add(
        details(build(7, "curl", BuildState.BUILDING).setAttempt(70)).toBuilder()
            .addAttempts(Attempt.newBuilder().setId(70).setBuild(7))
            .addAttempts(Attempt.newBuilder().setId(71).setBuild(7))
            .build());
  }

  @Test
  void aShortLogIsShownWhole() throws Exception {
    farm.log(70).print("first <line>\n\u001b[31mred\u001b[0m\nno end").finish();
    assertThat(browser.page("/build/7"))
        .contains("first &lt;line&gt;")
        .contains("<span class=\"c1\">red</span>")
        .contains(">no end<")
        .doesNotContain("Load earlier");
  }

  @Test
  void aHugeLogIsShownFromItsEndAndCanBeWalkedToItsBeginning() throws Exception {
    farm.log(70).print(LINE.repeat(100 * (1 << 20) / LINE.length())).finish();
    var page = browser.page("/build/7");
    assertThat(page.length()).isLessThan(300_000);
    assertThat(page).contains("100 MiB").contains("Load earlier lines");
    long first = firstOffset(page);
    var earlier = browser.page("/log/70/before/" + first + "?build=7");
    assertThat(earlier).doesNotContain("<html").contains("Load earlier lines");
    long earlierFirst = firstOffset(earlier);
    assertThat(earlierFirst).isLessThan(first).isGreaterThan(first - 70_000);
    assertThat(lastOffset(earlier)).isEqualTo(first - LINE.length());
    assertThat(browser.page("/build/7?before=50000")).doesNotContain("Load earlier lines");
  }

  @Test
  void aLinkToALineShowsWhatStandsAroundIt() throws Exception {
    farm.log(70).print(LINE.repeat(20_000)).finish();
    long offset = 9_000L * LINE.length();
    assertThat(browser.page("/build/7?at=" + offset))
        .contains("id=\"o" + offset + "\"")
        .contains("data-marked=\"" + offset + "\"")
        .contains("Go to the end of the log");
  }

  @Test
  void anotherAttemptsLogCanBeChosenAndAStrangersCannot() throws Exception {
    farm.log(70).print("the last one").finish();
    farm.log(71).print("the one before").finish();
    assertThat(browser.page("/build/7?attempt=71")).contains("the one before");
    farm.log(99).print("of another build").finish();
    assertThat(browser.get("/build/7?attempt=99").statusCode()).isEqualTo(404);
    assertThat(browser.get("/build/7?attempt=x").statusCode()).isEqualTo(400);
  }

  @Test
  void anAttemptThatHasPrintedNothingSaysSo() throws Exception {
    assertThat(browser.page("/build/7")).contains("printed nothing yet");
  }

  @Test
  void rawBytesAreSentAsTheyWerePrinted() throws Exception {
    var bytes = new byte[] {0, 1, (byte) 0xff, '<', 27, '[', '\n'};
    farm.log(70).print(bytes).finish();
    var response = browser.sendForBytes(browser.request("/log/70"));
    assertThat(response.body()).isEqualTo(bytes);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void partsOfARawLogCanBeAskedFor() throws Exception {
    farm.log(70).print("0123456789".repeat(20_000)).finish();
    var part = browser.send(browser.request("/log/70").header("Range", "bytes=99995-100004"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("5678901234");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 99995-100004/200000");
    var end = browser.send(browser.request("/log/70").header("Range", "bytes=-3"));
    assertThat(end.body()).isEqualTo("789");
    var behind = browser.send(browser.request("/log/70").header("Range", "bytes=200000-"));
    assertThat(behind.statusCode()).isEqualTo(416);
    var head = browser.send(browser.request("/log/70").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.headers().firstValue("Content-Length")).hasValue("200000");
    assertThat(browser.get("/log/4711").statusCode()).isEqualTo(404);
  }

  @Test
  @Timeout(value = 30, unit = SECONDS)
  void aLogCanBeFollowedRaw() throws Exception {
    farm.log(70).print("one\n");
    var response = browser.lines("/log/70?follow=1");
    var lines = response.body().iterator();
    assertThat(lines.next()).isEqualTo("one");
    farm.log(70).print("two\n").finish();
    assertThat(lines.next()).isEqualTo("two");
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  @Timeout(value = 30, unit = SECONDS)
  void linesComeLiveAndBeginTheMomentTheyArePrinted() throws Exception {
    farm.log(70).print("one\n");
    var lines = browser.lines("/log/70/live?from=4").body().iterator();
    farm.log(70).print("two <b>\nthr");
    assertThat(data(lines, "lines")).contains("two &lt;b&gt;").contains("id=\"o4\"");
    assertThat(data(lines, "partial")).isEqualTo("thr");
    farm.log(70).print("ee\n").finish();
    assertThat(data(lines, "lines")).contains("three").contains("id=\"o12\"");
    assertThat(data(lines, "end")).isEmpty();
  }

  @Test
  @Timeout(value = 30, unit = SECONDS)
  void aBrowserThatIsFarBehindSkipsToTheEnd() throws Exception {
    farm.log(70).print(LINE.repeat(100_000));
    var lines = browser.lines("/log/70/live?from=0").body().iterator();
    assertThat(data(lines, "gap")).matches("\\d+ \\d+");
    assertThat(data(lines, "lines").length()).isLessThan(400_000);
    farm.log(70).finish();
    assertThat(data(lines, "end")).isEmpty();
  }

  @Test
  @Timeout(value = 30, unit = SECONDS)
  void aBrowserGoesOnWhereItsConnectionBroke() throws Exception {
    farm.log(70).print("one\ntwo\nthree\n").finish();
    var response =
        browser.send(browser.request("/log/70/live?from=0").header("Last-Event-ID", "8"));
    assertThat(response.body()).contains("three").doesNotContain("two").contains("event: end");
  }

  @Test
  void bytesThatAreNoTextAreShownSafely() throws Exception {
    farm.log(70).print("</pre><script>alert(1)</script>\u202e".getBytes(StandardCharsets.UTF_8));
    farm.log(70).print(new byte[] {(byte) 0xc3, (byte) 0x28, 0, '\n'}).finish();
    assertThat(browser.page("/build/7"))
        .doesNotContain("<script>alert")
        .doesNotContain("\u202e")
        .contains("&lt;/pre&gt;");
  }

  /// The data of the next event of this name.
  private static String data(Iterator<String> lines, String event) {
    while (!lines.next().equals("event: " + event)) {
      // Other events and comments may come between.
    }
    var line = lines.next();
    if (line.startsWith("id: ")) {
      line = lines.next();
    }
    var data = new StringBuilder();
    for (; line.startsWith("data: "); line = lines.next()) {
      data.append(line.substring("data: ".length()));
    }
    return data.toString();
  }

  private static long firstOffset(String page) {
    var match = OFFSET.matcher(page);
    assertThat(match.find()).isTrue();
    return Long.parseLong(match.group(1));
  }

  private static long lastOffset(String page) {
    return OFFSET
        .matcher(page)
        .results()
        .mapToLong(one -> Long.parseLong(one.group(1)))
        .max()
        .orElseThrow();
  }
}
