package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
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

  private void log(long attempt, String text) {
    store.append(attempt, 0, text.getBytes(UTF_8));
  }

  @Test
  void theNewestLogIsFoundFirst() {
    log(1, "ok\nerror: old\n");
    log(2, "ok\n");
    log(3, "error: new\nerror: newer\n");
    try (var results = store.search(SearchQuery.literal("error:"))) {
      assertThat(results.stream())
          .extracting(hit -> hit.attempt() + ":" + hit.line() + ":" + hit.text())
          .containsExactly("3:1:error: new", "3:2:error: newer", "1:2:error: old");
    }
  }

  @Test
  void aHitTellsItsPlaceItsMatchAndItsSurroundings() {
    log(1, "one\ntwo\nthrée ERROR four\nfive\n");
    try (var results = store.search(SearchQuery.literal("error").ignoringCase().withContext(1))) {
      var hit = results.next();
      assertThat(hit.offset()).isEqualTo(8);
      assertThat(hit.text().substring(hit.from(), hit.to())).isEqualTo("ERROR");
      assertThat(hit.before()).containsExactly("two");
      assertThat(hit.after()).containsExactly("five");
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void aRegularExpressionMatchesWithinALine() {
    log(1, "undefined reference to `foo'\nundefined\nreference to `bar'\n");
    try (var results = store.search(SearchQuery.regex("undefined.*to `[a-z]+'$"))) {
      assertThat(results.stream()).extracting(SearchHit::line).containsExactly(1L);
    }
  }

  @Test
  void onlyTheWantedAttemptsAreLookedAt() {
    log(1, "needle\n");
    log(2, "needle\n");
    try (var results = store.search(SearchQuery.literal("needle").inAttempts(a -> a == 1))) {
      assertThat(results.stream()).extracting(SearchHit::attempt).containsExactly(1L);
    }
  }

  @Test
  void aClosedSearchFindsNothingMore() {
    log(1, "needle\nneedle\n");
    log(2, "needle\n");
    var results = store.search(SearchQuery.literal("needle"));
    results.next();
    results.close();
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void aMatchInAnEndlessLineIsFoundOnce() {
    log(1, "x".repeat(256 * 1024 - 3) + "needle" + "y".repeat(400_000));
    try (var results = store.search(SearchQuery.literal("needle"))) {
      var hit = results.next();
      assertThat(hit.text().substring(hit.from(), hit.to())).isEqualTo("needle");
      assertThat(hit.text()).hasSizeLessThanOrEqualTo(SearchHit.TEXT_CHARS_MAX);
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void aHostilePatternIsRefusedOrHarmless() {
    assertThatThrownBy(() -> store.search(SearchQuery.regex("(unclosed")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a regular expression");
    assertThatThrownBy(() -> store.search(SearchQuery.regex("((((a{30}){30}){30}){30}")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.search(SearchQuery.literal("")))
        .isInstanceOf(IllegalArgumentException.class);
    log(1, "a".repeat(10_000) + "\n");
    try (var results = store.search(SearchQuery.regex("(a*)*b"))) {
      assertThat(results.hasNext()).isFalse();
    }
  }
}
