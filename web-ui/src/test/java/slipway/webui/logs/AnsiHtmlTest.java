package slipway.webui.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing that a build prints becomes markup that we did not write.
class AnsiHtmlTest {

  private static final String ESC = "\u001b";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "markup is text         | <b>&\"'           | &lt;b&gt;&amp;&quot;&#39;",
        "colours are classes    | ␛[31mred␛[0m.     | <span class=\"c1\">red</span>.",
        "weight and colour      | ␛[1;32mok␛[m      | <span class=\"c2 b\">ok</span>",
        "bright colours         | ␛[91mx            | <span class=\"c9\">x</span>",
        "256 colours come near  | ␛[38;5;196mx      | <span class=\"c9\">x</span>",
        "true colours come near | ␛[38;2;0;0;230mx  | <span class=\"c4\">x</span>",
        "colons separate too    | ␛[38:5:2mx        | <span class=\"c2\">x</span>",
        "cut colours do nothing | ␛[38;5mx          | x",
        "grounds                | ␛[41mx            | <span class=\"g1\">x</span>",
        "cursor moves are gone  | a␛[2K␛[1Ab        | ab",
        "titles are gone        | ␛]0;evil␇text     | text",
        "links lose their mark  | ␛]8;;http://x␛\\a | a",
        "an open string shows   | ␛]0;hidden        | ␛]0;hidden",
        "an open sequence shows | a␛[31             | a␛[31",
        "a lone escape shows    | a␛                | a␛",
        "bells show             | a␇                | a␇",
        "charset choice is gone | ␛(Bx              | x"
      })
  void aLineBecomesSafe(String why, String line, String html) {
    var printed = line.replace("␛", ESC).replace("␇", "\u0007");
    assertThat(new AnsiHtml().line(printed)).as(why).isEqualTo(html);
  }

  @Test
  void aStyleGoesOnInTheNextLineUntilItIsReset() {
    var ansi = new AnsiHtml();
    ansi.line(ESC + "[31mfirst");
    assertThat(ansi.line("second" + ESC + "[0m third"))
        .isEqualTo("<span class=\"c1\">second</span> third");
  }

  @Test
  void aProgressBarShowsWhatATerminalWouldShow() {
    assertThat(new AnsiHtml().line("10%\r50%\r100%")).isEqualTo("100%");
    assertThat(new AnsiHtml().line("done\r")).isEqualTo("done");
    assertThat(new AnsiHtml().line(ESC + "[32m10%\r20%"))
        .isEqualTo("<span class=\"c2\">20%</span>");
  }

  @Test
  void textThatReordersItselfIsMadeVisible() {
    assertThat(new AnsiHtml().line("a\u202eb\u2066c\u200d")).isEqualTo("a\ufffdb\ufffdc\ufffd");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverBytesComeOnlyOurTagsLeave(int seed) {
    var random = new Random(seed);
    var ansi = new AnsiHtml();
    var alphabet = (ESC + "[]0123456789;:m<>&\"'/ab\r\u0007\\(\u009b\u202e").toCharArray();
    for (int round = 0; round < 2_000; round++) {
      var line = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        line.append(alphabet[random.nextInt(alphabet.length)]);
      }
      var html = ansi.line(line.toString());
      var rest = html.replaceAll("<span class=\"[bdiucg0-9 ]+\">", "").replace("</span>", "");
      assertThat(rest).doesNotContain("<", ">", "\"", "'", ESC, "\u009b", "\u202e");
      assertThat(html.split("<span", -1)).hasSameSizeAs(html.split("</span>", -1));
    }
  }

  @Test
  void aHostileLineTakesNoLongTime() {
    var line = (ESC + "]").repeat(LogLines.LINE_BYTES_MAX / 2);
    long begin = System.nanoTime();
    for (int i = 0; i < 8; i++) {
      new LogLines(0).add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(2_000);
  }
}
