package slipway.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.logstore.upkeep.Backups;

/// A real process that appends, closes and backs up in a loop while logs are packed, killed with
/// SIGKILL: what it acknowledged must be there.
///
/// The long form is `-Dslipway.logs.kills=200`.
class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("slipway.logs.kills", 3);
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);
  private static final Pattern LINE = Pattern.compile("(append|close|backup) (\\d+) (\\d+)\\.");

  /// A store is killed so often, then a new one is begun: each kill reads all of it.
  private static final int KILLS_OF_A_STORE = 20;

  @TempDir Path scratch;
  private Path directory = Path.of("");

  /// The bytes of a log follow from its attempt and their offset alone, so anybody can check them.
  static byte[] bytes(long attempt, long offset, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at++) {
      long place = offset + at;
      bytes[at] = place % 61 == 60 ? (byte) '\n' : (byte) ('a' + (place * 7 + attempt) % 26);
    }
    return bytes;
  }

  /// The child: appends to a few logs by turns, closes some and begins others, makes backups, and
  /// says what was acknowledged.
  static final class Writer {
    private static final int LOGS_AT_ONCE = 6;

    private Writer() {}

    public static void main(String[] args) {
      var directory = Path.of(args[0]);
      var random = new SplittableRandom(Long.parseLong(args[1]));
      try (var store = LogStore.open(directory.resolve("logs"), OPTIONS)) {
        Thread.ofPlatform().daemon().start(() -> backups(store, directory.resolve("backups")));
        long first = 0;
        while (store.info(first).map(LogInfo::closed).orElse(false)) {
          first++;
        }
        while (true) {
          long attempt = first + random.nextInt(LOGS_AT_ONCE);
          if (store.info(attempt).map(LogInfo::closed).orElse(false)) {
            first = attempt == first ? first + 1 : first;
            continue;
          }
          long offset = store.length(attempt);
          say(
              "append",
              attempt,
              store.append(attempt, offset, bytes(attempt, offset, random.nextInt(1, 60_000))));
          if (random.nextInt(12) == 0) {
            store.close(attempt, store.length(attempt));
            say("close", attempt, store.length(attempt));
          }
        }
      }
    }

    private static void backups(LogStore store, Path directory) {
      while (true) {
        long length = store.length(0);
        say("backup", store.upkeep().backup(directory), length);
      }
    }

    private static synchronized void say(String what, long attempt, long length) {
      System.out.println(what + " " + attempt + " " + length + ".");
      System.out.flush();
    }
  }

  @Test
  void everythingAcknowledgedIsThereAfterTheWriterWasKilled() throws Exception {
    for (int first = 1; first <= KILLS; first += KILLS_OF_A_STORE) {
      directory = Files.createDirectories(scratch.resolve("from-" + first));
      killAndLook(first, Math.min(KILLS, first + KILLS_OF_A_STORE - 1));
    }
  }

  private void killAndLook(int first, int last) throws Exception {
    var lengths = new HashMap<Long, Long>();
    var closed = new HashMap<Long, Long>();
    for (int kill = first; kill <= last; kill++) {
      runAndKill(kill, new SplittableRandom(kill).nextInt(20, 300), lengths, closed);
      try (var store = LogStore.open(directory.resolve("logs"), OPTIONS)) {
        lengths.forEach((attempt, length) -> requireBytes(store, attempt, length));
        closed.forEach((attempt, length) -> {
          assertThat(store.info(attempt).orElseThrow().closed()).isTrue();
          assertThat(store.length(attempt)).isEqualTo(length);
        });
        assertThat(store.upkeep().verify().damage()).as("kill %d", kill).isEmpty();
      }
    }
    assertThat(closed).isNotEmpty();
    requireRestorable();
  }

  private void requireRestorable() {
    var backups = directory.resolve("backups");
    if (Files.exists(backups) && !Backups.list(backups).isEmpty()) {
      Backups.restore(backups, directory.resolve("restored"));
      try (var store = LogStore.open(directory.resolve("restored"), OPTIONS)) {
        assertThat(store.upkeep().verify().damage()).isEmpty();
        requireBytes(store, 0, 1);
      }
    }
  }

  private void runAndKill(
      long seed, int acknowledgements, Map<Long, Long> lengths, Map<Long, Long> closed)
      throws IOException, InterruptedException {
    var command =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    directory.toString(),
                    Long.toString(seed)))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("ROCKSDB_SHAREDLIB_DIR", directory.toString());
    Process writer = command.start();
    try (BufferedReader said = writer.inputReader()) {
      for (int seen = 0; seen < acknowledgements; seen++) {
        note(said.readLine(), lengths, closed);
      }
      writer.toHandle().destroyForcibly(); // unlike the process, leaves its output readable
      said.lines().forEach(line -> note(line, lengths, closed));
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  /// Its last line may be cut off in the middle of a number, so it ends with a full stop.
  private static void note(String line, Map<Long, Long> lengths, Map<Long, Long> closed) {
    var said = LINE.matcher(line);
    if (said.matches() && !said.group(1).equals("backup")) {
      var noted = said.group(1).equals("close") ? closed : lengths;
      noted.merge(Long.valueOf(said.group(2)), Long.valueOf(said.group(3)), Math::max);
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
