package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {
  private static final Path BASE = Path.of("/etc/slipway");

  @Test
  void aShortConfigurationIsEnough() throws Exception {
    WorkerConfig config =
        read("""
        {"name": "w1", "masters": ["127.0.0.1:7171"], "host_architectures": ["x86_64"], "directory": "/srv/w1"}
        """)
            .config()
            .orElseThrow();
    assertThat(config.state()).isEqualTo(Path.of("/srv/w1/state"));
    assertThat(config.tokenFile()).isEqualTo(Path.of("/etc/slipway/token"));
    assertThat(config.drivers()).containsExactly("template");
  }

  @Test
  void sizesAndSpansHaveUnits() throws Exception {
    WorkerConfig config =
        read("""
        {"name": "w1", "masters": ["127.0.0.1:7171"], "host_architectures": ["x86_64"],
         "space": {"reserve": "500 MiB", "kept_trees_for": "12 h"}, "timing": {"report_every": "250 ms"}}
        """)
            .config()
            .orElseThrow();
    assertThat(config.space().reserveBytes()).isEqualTo(500L << 20);
    assertThat(config.space().keptTreesFor()).isEqualTo(Duration.ofHours(12));
    assertThat(config.timing().reportEvery()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void everyMistakeIsNamedAtOnce() throws Exception {
    assertThat(
            read("""
            {"name": "w 1", "masters": ["far.example:7171", "nonsense"], "slots": 0, "slotts": 3,
             "state": "build/state", "drivers": ["magic"], "space": {"reserve": "much"},
             "xbps_src": {"configuration": ["rm -rf /"]}}
            """)
                .mistakes())
        .containsExactlyInAnyOrder(
            "space.reserve: should be a size such as \"500 MiB\"",
            "slotts: there is no such key; known are [build, cache, directory, drivers, host_architectures, jobs_per_build,"
                + " location, masters, name, slots, space, state, timing, token_file, trust, xbps_src]",
            "name: 'w 1' should be letters, digits, '.', '_' and '-'",
            "masters: 'nonsense' should read host:port",
            "trust: needed, since a master is not on loopback: name the file with its certificate authority",
            "host_architectures: name at least one, such as x86_64",
            "slots: 0 should be between 1 and 1024",
            "state: /etc/slipway/build/state lies in the build area /etc/slipway/build, which builds may fill; choose"
                + " another",
            "drivers: there is no 'magic', only [template, xbps-src]",
            "xbps_src.configuration: 'rm -rf /' should read XBPS_NAME=value");
  }

  private static WorkerConfigReader.Result read(String json) throws IOException {
    return WorkerConfigReader.read(new ObjectMapper().readTree(json), BASE);
  }
}
