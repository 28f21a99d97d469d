package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logs and patterns that want to do harm.
class HostileLogTest {
  /// The long form is `-Dslipway.logs.endless-mb=500`.
  private static final int ENDLESS_MB = Integer.getInteger("slipway.logs.endless-mb", 40);

  private static final Duration LINEAR = Duration.ofSeconds(20);

  @TempDir Path directory;
  private LogStore store;

  @BeforeEach
  void open() {
    store = LogStore.open(directory, LogStoreOptions.defaults().withFreeBytesMin(0));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aLogWithoutANewlineIsReadSearchedAndFollowedInPieces() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'x');
    long length = 0;
    for (int n = 0; n < ENDLESS_MB; n++) {
      length = store.append(1, length, megabyte);
    }
    length = store.append(1, length, "the needle".getBytes(UTF_8));
    store.close(1, length);
    store.pack();
    assertThat(store.info(1).orElseThrow().lines()).isEqualTo(1);
    var line = store.lines(1, 1, 10).lines();
    assertThat(line).hasSize(1);
    assertThat(line.getFirst().whole()).isFalse();
    assertThat(line.getFirst().bytes()).hasSize(LogStore.LINE_BYTES_MAX);
    assertThat(store.read(1, length - 6, 100)).isEqualTo("needle".getBytes(UTF_8));
    try (var hits = store.search(SearchQuery.literal("xthe needle"))) {
      assertThat(hits.next().text()).endsWith("the needle");
      assertThat(hits.hasNext()).isFalse();
    }
    assertThat(store.upkeep().verify().damage()).isEmpty();
  }

  @Test
  void garbageNulsAndBrokenUtf8AreKeptAsTheyCameAndTextBetweenThemIsFound() throws Exception {
    var random = new SplittableRandom(1);
    byte[] garbage = new byte[700_000];
    random.nextBytes(garbage);
    Arrays.fill(garbage, 200_000, 300_000, (byte) 0);
    byte[] found = "\n\0\u00ff find me \0\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    System.arraycopy(found, 0, garbage, 500_000, found.length);
    store.append(1, 0, garbage);
    store.close(1, garbage.length);
    store.pack();
    byte[] read = store.read(1, 0, garbage.length);
    assertThat(Arrays.equals(read, Arrays.copyOf(garbage, read.length))).isTrue();
    try (var hits = store.search(SearchQuery.literal("find me"))) {
      var hit = hits.next();
      assertThat(hit.text().substring(hit.from(), hit.to())).isEqualTo("find me");
      assertThat(hit.offset()).isEqualTo(500_001);
    }
    assertThat(store.marks(1, java.util.EnumSet.allOf(LogMark.Kind.class), 10).marks()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a*)*b",
        "(a|aa)+$b",
        "(x+x+)+y",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]c",
        "((a?){50}){20}b",
        "a{0,1000}b"
      })
  void aHostilePatternTakesLinearTimeOrIsTurnedDown(String pattern) {
    store.append(1, 0, ("a".repeat(200_000) + "\n" + "x".repeat(200_000) + "\n").getBytes(UTF_8));
    long start = System.nanoTime();
    try (var hits = store.search(SearchQuery.regex(pattern))) {
      hits.forEachRemaining(_ -> {});
    } catch (IllegalArgumentException turnedDown) {
      assertThat(turnedDown).hasMessageContaining("pattern");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LINEAR);
  }

  @Test
  void patternsThatWouldFillTheMemoryAreTurnedDown() {
    assertThatThrownBy(() -> store.search(SearchQuery.regex("((a{1000}){1000}){1000}")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            store.search(SearchQuery.regex("((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void escapesThatWouldRewriteThePageAreKeptButNotInMarks() {
    byte[] evil =
        "\u001b]0;owned\u0007\u001b[2J\u001b[1;1Herror: \u001b[8mhidden\u001b[0m<script>\n"
            .getBytes(UTF_8);
    store.append(1, 0, evil);
    assertThat(store.read(1, 0, 1000)).isEqualTo(evil);
    var mark = store.marks(1, java.util.EnumSet.of(LogMark.Kind.ERROR), 1).marks().getFirst();
    assertThat(mark.text()).isEqualTo("error: hidden<script>");
  }
}
