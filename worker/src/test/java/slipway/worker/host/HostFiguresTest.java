package slipway.worker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.worker.process.Tool;

class HostFiguresTest {
  @TempDir Path directory;

  @Test
  void theCompilerCachesCountersAreSummedOverItsDirectories() throws Exception {
    counters("0/stats", 4, 5, 22, 7, 8, 2, 29, 1);
    counters("f/3/stats", 12, 40);
    Files.writeString(directory.resolve("ccache.conf"), "max_size = 2.0G\n");
    assertThat(CompilerCacheCounts.read(directory))
        .contains(new CompilerCacheCounts(9, 5, 40 << 10, 2_000_000_000, 1));
  }

  @Test
  void withoutACacheThereIsNothingToCount() throws Exception {
    assertThat(CompilerCacheCounts.read(directory.resolve("none"))).isEmpty();
    assertThat(CompilerCacheCounts.read(directory)).isEmpty();
  }

  @Test
  void aRealCcacheIsRead() throws Exception {
    assumeTrue(canRun("ccache") && canRun("cc"), "ccache or a compiler is not on this host");
    Path source = directory.resolve("a.c");
    Path cache = directory.resolve("cache");
    Files.writeString(source, "int a(void) { return 1; }\n");
    for (int i = 0; i < 3; i++) {
      Tool.Result compiled =
          Tool.of(Duration.ofSeconds(30), "ccache", "cc", "-c", "a.c", "-o", "a.o")
              .with("CCACHE_DIR", cache.toString())
              .run(directory);
      assertThat(compiled.succeeded()).as(compiled.output()).isTrue();
    }
    CompilerCacheCounts counts = CompilerCacheCounts.read(cache).orElseThrow();
    assertThat(counts.misses()).isEqualTo(1);
    assertThat(counts.hits()).isEqualTo(2);
    assertThat(counts.sizeBytes()).isPositive();
  }

  @Test
  void theHottestSensorCounts() throws Exception {
    var sensors = new Sensors(directory);
    assertThat(sensors.celsius()).isEmpty();
    sensor("class/thermal/thermal_zone0/temp", "41000\n");
    sensor("class/hwmon/hwmon1/temp1_input", "67500\n");
    sensor("class/hwmon/hwmon1/temp2_input", "-274000\n");
    assertThat(sensors.celsius()).hasValue(67.5);
  }

  @Test
  void thisHostIsMeasured() throws Exception {
    var figures = new HostMeter(directory, directory.resolve("ccache")).measure().build();
    assertThat(figures.getMemoryFreeBytes()).isPositive();
    assertThat(figures.getInodesTotal()).isGreaterThanOrEqualTo(figures.getInodesFree());
    assertThat(figures.hasCompilerCache()).isFalse();
  }

  private static boolean canRun(String tool) throws InterruptedException {
    try {
      return Tool.of(Duration.ofSeconds(10), tool, "--version").run(Path.of("/")).succeeded();
    } catch (IOException notThere) {
      return false;
    }
  }

  private void counters(String file, int... indexAndValue) throws IOException {
    var lines = new long[60];
    for (int i = 0; i < indexAndValue.length; i += 2) {
      lines[indexAndValue[i]] = indexAndValue[i + 1];
    }
    var text = new StringBuilder();
    for (long line : lines) {
      text.append(line).append('\n');
    }
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  private void sensor(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }
}
