package slipway.webui.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes are cut into lines the same way however they come.
class LogLinesTest {

  @Test
  void linesKnowWhereTheyBegin() {
    var lines = new LogLines(100);
    assertThat(lines.add(bytes("one\ntw"))).extracting(LogLine::offset).containsExactly(100L);
    assertThat(lines.unfinished().orElseThrow().html()).isEqualTo("tw");
    assertThat(lines.end()).isEqualTo(104);
    assertThat(lines.add(bytes("o\n\n"))).extracting(LogLine::offset).containsExactly(104L, 108L);
    assertThat(lines.end()).isEqualTo(109);
    assertThat(lines.unfinished()).isEmpty();
  }

  @Test
  void aLineWithoutAnEndIsBroken() {
    var lines = new LogLines(0).add(bytes("x".repeat(3 * LogLines.LINE_BYTES_MAX)));
    assertThat(lines)
        .extracting(LogLine::offset)
        .containsExactly(0L, (long) LogLines.LINE_BYTES_MAX, 2L * LogLines.LINE_BYTES_MAX);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {11, 12, 13, 14, 15})
  void piecesMakeNoDifference(int seed) {
    var random = new Random(seed);
    var log = new byte[60_000];
    random.nextBytes(log);
    for (int i = 0; i < log.length; i += 1 + random.nextInt(300)) {
      log[i] = '\n';
    }
    var whole = new LogLines(0).add(log);
    var lines = new LogLines(0);
    List<LogLine> pieces = new ArrayList<>();
    for (int from = 0; from < log.length; ) {
      int to = Math.min(log.length, from + 1 + random.nextInt(5_000));
      pieces.addAll(lines.add(Arrays.copyOfRange(log, from, to)));
      from = to;
    }
    assertThat(pieces).isEqualTo(whole);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x.c:1:2: error: expected ';'                  | ERROR",
        "x.c:1:2: Fatal Error: out of memory           | ERROR",
        "make[2]: *** [Makefile:1180: curl] Error 1    | ERROR",
        "=> ERROR: curl-8_1: do_build failed           | ERROR",
        "write failed: No space left on device         | ERROR",
        "x.c:1: warning: unused variable               | WARNING",
        "=> curl-8_1: running do_build ...             | STEP",
        "checking for errors... none                   | PLAIN",
        "  CC  error.o                                 | PLAIN"
      })
  void linesThatMatterAreRecognised(String line, LogLine.Kind kind) {
    assertThat(new LogLines(0).add(bytes(line + "\n")).getFirst().kind()).isEqualTo(kind);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
