package slipway.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.cli.Failure;

final class SettingsTest {
  @Test
  void valuesAreReadWithTheirUnits(@TempDir Path directory) throws IOException {
    Path file =
        write(
            directory,
            """
            data = "data"
            lost-after = "2m"
            reserve = "512MiB"
            hosts = ["x86_64", "x86_64-musl"]

            [tls]
            key = "/etc/slipway/master.key"

            [[mirror]]
            name = "near"
            """);
    var settings = Settings.read(file);
    assertThat(settings.path("data")).isEqualTo(directory.resolve("data"));
    assertThat(settings.duration("lost-after", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.size("reserve", 0)).isEqualTo(512L << 20);
    assertThat(settings.texts("hosts")).containsExactly("x86_64", "x86_64-musl");
    assertThat(settings.table("tls").path("key")).isEqualTo(Path.of("/etc/slipway/master.key"));
    assertThat(settings.tables("mirror").getFirst().text("name")).isEqualTo("near");
    settings.finish(file);
  }

  @Test
  void everyMistakeIsReportedAtOnce(@TempDir Path directory) throws IOException {
    Path file =
        write(
            directory,
            """
            lost-after = "soon"
            prot = 7700

            [[mirror]]
            destination = 3
            """);
    var settings = Settings.read(file);
    settings.text("data");
    settings.integer("port", 7700);
    settings.duration("lost-after", Duration.ZERO);
    settings.tables("mirror").forEach(mirror -> mirror.text("destination"));
    assertThatThrownBy(() -> settings.finish(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("data is missing")
        .hasMessageContaining("lost-after must be a duration such as \"90s\"")
        .hasMessageContaining("mirror[1].destination must be a string")
        .hasMessageContaining("prot is not known here; known are data, lost-after, mirror, port");
  }

  @Test
  void brokenTomlNamesItsLine(@TempDir Path directory) throws IOException {
    Path file = write(directory, "data = \"x\"\nport 7700\n");
    assertThatThrownBy(() -> Settings.read(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 2");
  }

  private static Path write(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("slipway.toml"), text);
  }
}
