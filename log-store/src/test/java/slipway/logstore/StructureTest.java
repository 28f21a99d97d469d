package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StructureTest {
  private static final Set<LogMark.Kind> ALL = EnumSet.allOf(LogMark.Kind.class);

  @TempDir Path directory;
  private LogStore store;

  @BeforeEach
  void open() {
    store =
        LogStore.open(
            directory,
            LogStoreOptions.defaults()
                .withFreeBytesMin(0)
                .withClock(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"))));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void log(long attempt, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    store.append(attempt, 0, bytes);
    store.close(attempt, bytes.length);
  }

  private static String failed(String version, String function, int line) {
    return """
    => curl-%1$s_1: running do_configure ...
    checking for error_at_line... yes
    => curl-%1$s_1: running do_build ...
    cc -Werror -c error.c
    \u001b[01mlib/url.c:%3$d:7: \u001b[35mwarning:\u001b[0m unused variable 'x'
    /builddir/curl-%1$s/lib/url.c:%3$d:9: error: implicit declaration of function '%2$s'
    make[1]: *** [Makefile:%3$d: url.o] Error 1
    => ERROR: curl-%1$s_1: do_build: '${make_cmd}' exited with 2
    """
        .formatted(version, function, line);
  }

  @Test
  void phasesWarningsAndErrorsAreMarkedWhetherPackedOrNot() throws Exception {
    log(1, failed("8.9.1", "curl_now", 120));
    requireMarks();
    store.pack();
    requireMarks();
    var only = store.marks(1, Set.of(LogMark.Kind.ERROR), 1);
    assertThat(only.marks()).hasSize(1);
    assertThat(only.errors()).isEqualTo(3);
  }

  private void requireMarks() {
    var marks = store.marks(1, ALL, 100);
    assertThat(marks.marks())
        .extracting(mark -> mark.kind() + " " + mark.line() + " " + mark.text())
        .containsExactly(
            "PHASE 1 => curl-8.9.1_1: running do_configure ...",
            "PHASE 3 => curl-8.9.1_1: running do_build ...",
            "WARNING 5 lib/url.c:120:7: warning: unused variable 'x'",
            "ERROR 6 /builddir/curl-8.9.1/lib/url.c:120:9: error: implicit declaration of function 'curl_now'",
            "ERROR 7 make[1]: *** [Makefile:120: url.o] Error 1",
            "ERROR 8 => ERROR: curl-8.9.1_1: do_build: '${make_cmd}' exited with 2");
    assertThat(marks.warnings()).isEqualTo(1);
    var error = marks.firstError().orElseThrow();
    assertThat(new String(store.read(1, error.offset(), 9), UTF_8)).isEqualTo("/builddir");
  }

  @Test
  void theSameErrorInAnotherVersionHasBeenSeenBefore() throws Exception {
    log(10, failed("8.9.1", "curl_now", 120));
    log(11, "all is well\n");
    log(12, failed("8.10.0", "curl_later", 120));
    log(13, failed("8.11.0", "curl_now", 133));
    store.pack();
    var signature = store.signature(13).orElseThrow();
    assertThat(signature.text())
        .isEqualTo("url.c:#:#: error: implicit declaration of function 'curl_now'");
    assertThat(signature.line()).isEqualTo(6);
    var history = store.errorHistory(signature.id(), _ -> true);
    assertThat(history.count()).isEqualTo(2);
    assertThat(history.first().orElseThrow().attempt()).isEqualTo(10);
    assertThat(history.last().orElseThrow().attempt()).isEqualTo(13);
    assertThat(history.first().orElseThrow().closedAt()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(store.errorHistory(signature.id(), attempt -> attempt > 10).count()).isEqualTo(1);
    assertThat(store.signature(11)).isEmpty();
  }

  @Test
  void aLogThatOnlySaysThatItFailedIsKnownByThat() {
    log(1, "cc -c x.c\n=> ERROR: dwm-6.5_1: do_build: 'make' exited with 2\n");
    assertThat(store.signature(1).orElseThrow().text())
        .isEqualTo("=> ERROR: dwm-#.#_#: do_build: 'make' exited with #");
  }
}
