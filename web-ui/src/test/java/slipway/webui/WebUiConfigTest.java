package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that cannot work is turned down with everything that is wrong about it.
class WebUiConfigTest {

  @TempDir Path directory;

  @Test
  void allMistakesAreReportedAtOnce() {
    var missing = Optional.of(directory.resolve("missing"));
    assertThatThrownBy(() ->
            new WebUiConfig(
                "Farm",
                "[not-an-address",
                70_000,
                List.of("master", "192.0.2.1:7001"),
                Optional.empty(),
                Optional.empty(),
                missing,
                missing,
                Optional.of("short"),
                "refs/heads/master",
                false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("address: [not-an-address")
        .hasMessageContaining("port: 70000")
        .hasMessageContaining("\"master\" is not HOST:PORT")
        .hasMessageContaining("192.0.2.1:7001 is another machine; name its trust certificates")
        .hasMessageContaining("repository: ")
        .hasMessageContaining("users file: ")
        .hasMessageContaining("webhook secret: shorter")
        .hasMessageContaining("branch: wants a plain name");
  }

  @Test
  void aPrivateFarmNeedsPeople() {
    assertThatThrownBy(() ->
            new WebUiConfig(
                "Farm",
                "127.0.0.1",
                0,
                List.of("[::1]:7001"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "master",
                false))
        .hasMessageContaining("name a users file");
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (var first = WebUi.start(WebUiConfig.reading("127.0.0.1", 0, List.of("127.0.0.1:1")))) {
      var second = WebUiConfig.reading("127.0.0.1", first.port(), List.of("127.0.0.1:1"));
      assertThatThrownBy(() -> WebUi.start(second).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1 port " + first.port())
          .hasMessageContaining("choose another port");
      assertThat(first.address()).isEqualTo("http://127.0.0.1:" + first.port() + "/");
    }
  }
}
