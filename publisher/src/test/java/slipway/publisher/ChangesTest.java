package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangesTest {
  @Test
  void whatCameBetweenTwoPositionsIsKnownUntilItIsForgotten() {
    var changes = new Changes();
    changes.note("a");
    long begin = changes.position();
    changes.note("c");
    changes.note("b");
    changes.note("c");
    long end = changes.position();
    changes.note("later");
    assertThat(changes.between(begin, end).orElseThrow()).containsExactly("b", "c");
    for (int i = 0; i < Changes.PATHS_MAX; i++) {
      changes.note("x" + i);
    }
    assertThat(changes.between(begin, end)).isEmpty();
    assertThat(changes.between(changes.position(), changes.position()).orElseThrow()).isEmpty();
  }
}
