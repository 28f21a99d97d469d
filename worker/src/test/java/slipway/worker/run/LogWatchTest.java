package slipway.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogWatchTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void markedLinesAreFoundHoweverTheLogGrows(long seed) throws Exception {
    var random = new Random(seed);
    var expected = new ArrayList<String>();
    var text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          expected.add("=> step " + i);
          text.append("=> step ").append(i).append('\n');
        }
        case 1 -> {
          expected.add("=> coloured " + i);
          text.append("\u001b[1m=> coloured ").append(i).append("\u001b[m\n");
        }
        case 2 -> text.append("x".repeat(random.nextInt(10_000))).append('\n');
        default -> text.append("=x\n\n ==> no step\n");
      }
    }
    Path log = directory.resolve("log");
    var watch = new LogWatch(log);
    List<String> seen = new ArrayList<>();
    assertThat(watch.read(seen::add)).isFalse();
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int offset = 0; offset < bytes.length; ) {
      int end = Math.min(bytes.length, offset + 1 + random.nextInt(20_000));
      Files.write(
          log,
          Arrays.copyOfRange(bytes, offset, end),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      assertThat(watch.read(seen::add)).isTrue();
      offset = end;
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(watch.read(seen::add)).isFalse();
  }
}
