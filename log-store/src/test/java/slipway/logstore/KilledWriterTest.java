package slipway.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process that appends in a loop, killed with SIGKILL: what it acknowledged must be there.
class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("slipway.logs.kills", 4);
  private static final int LOGS = 4;

  private static final Pattern LINE = Pattern.compile("(\\d+) (\\d+)\\.");

  @TempDir Path directory;

  /// The bytes of a log follow from its attempt and their offset alone, so anybody can check them.
  static byte[] bytes(long attempt, long offset, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at++) {
      long place = offset + at;
      bytes[at] = place % 61 == 60 ? (byte) '\n' : (byte) ('a' + (place * 7 + attempt) % 26);
    }
    return bytes;
  }

  /// The child: appends to a few logs by turns, and says what was acknowledged.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      var random = new SplittableRandom(Long.parseLong(args[1]));
      try (var store =
          LogStore.open(Path.of(args[0]), LogStoreOptions.defaults().withFreeBytesMin(0))) {
        while (true) {
          long attempt = random.nextInt(LOGS);
          long offset = store.length(attempt);
          long acknowledged =
              store.append(attempt, offset, bytes(attempt, offset, random.nextInt(1, 20_000)));
          System.out.println(attempt + " " + acknowledged + ".");
          System.out.flush();
        }
      }
    }
  }

  @Test
  void everyAcknowledgedByteIsThereAfterTheWriterWasKilled() throws Exception {
    var acknowledged = new HashMap<Long, Long>();
    for (int kill = 1; kill <= KILLS; kill++) {
      runAndKill(kill, new SplittableRandom(kill).nextInt(20, 300), acknowledged);
      try (var store =
          LogStore.open(
              directory.resolve("logs"), LogStoreOptions.defaults().withFreeBytesMin(0))) {
        acknowledged.forEach((attempt, length) -> requireBytes(store, attempt, length));
      }
    }
    assertThat(acknowledged).hasSize(LOGS);
  }

  private void runAndKill(long seed, int acknowledgements, Map<Long, Long> acknowledged)
      throws IOException, InterruptedException {
    var command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory.resolve("logs").toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("ROCKSDB_SHAREDLIB_DIR", directory.toString());
    Process writer = command.start();
    try (BufferedReader lines = writer.inputReader()) {
      for (int seen = 0; seen < acknowledgements; seen++) {
        note(lines.readLine(), acknowledged);
      }
      writer.toHandle().destroyForcibly(); // unlike the process, leaves its output readable
      lines.lines().forEach(line -> note(line, acknowledged));
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private static void note(String line, Map<Long, Long> acknowledged) {
    // Its last line may be cut off in the middle of a number, so it ends with a full stop.
    var said = LINE.matcher(line);
    if (said.matches()) {
      acknowledged.merge(Long.valueOf(said.group(1)), Long.valueOf(said.group(2)), Math::max);
    }
  }

  private static void requireBytes(LogStore store, long attempt, long acknowledged) {
    long length = store.length(attempt);
    assertThat(length).isGreaterThanOrEqualTo(acknowledged);
    long offset = 0;
    while (offset < length) {
      byte[] read = store.read(attempt, offset, 1 << 20);
      byte[] expected = bytes(attempt, offset, read.length);
      assertThat(Arrays.mismatch(read, expected)).isEqualTo(-1);
      offset += read.length;
    }
  }
}
