package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;

class WorkerConfigTest {
  @Test
  void everyMistakeIsNamedAtOnce() {
    var config =
        new WorkerConfig(
            "w 1",
            List.of("far.example:7171", "nonsense"),
            Optional.empty(),
            Path.of("/etc/slipway/token"),
            List.of(),
            0,
            1,
            Path.of("/srv/build/state"),
            Path.of("/srv/build"),
            Path.of("/srv/cache"),
            WorkerConfig.Space.DEFAULT,
            new WorkerConfig.Timing(Duration.ZERO, Duration.ZERO),
            WorkerConfig.Limits.NONE,
            List.of("magic"),
            new XbpsSrcSettings(List.of("rm -rf /"), List.of(), List.of()),
            "");
    assertThat(config.mistakes())
        .containsExactlyInAnyOrder(
            "name: 'w 1' should be letters, digits, '.', '_' and '-'",
            "masters: 'nonsense' should read host:port",
            "trust: needed, since a master is not on loopback: name the file with its certificate authority",
            "hosts: name at least one, such as x86_64",
            "slots: 0 should be between 1 and 1024",
            "state: /srv/build/state lies in the build area /srv/build, which builds may fill; choose another",
            "drivers: there is no 'magic', only [template, xbps-src]",
            "timing.report-every: should be longer than nothing",
            "xbps-src.configuration: 'rm -rf /' should read XBPS_NAME=value");
  }
}
