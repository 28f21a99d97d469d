package slipway.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.logstore.upkeep.Backups;

/// A disk of 128 MiB that becomes full while logs are appended, packed and backed up. Needs root,
/// to mount it.
class DiskFullTest {
  private static final int MIB = 1 << 20;
  private static final int BALLAST_BYTES = 40 * MIB;

  @TempDir Path scratch;
  private Path disk;
  private boolean mounted;
  private final TreeMap<Long, byte[]> acknowledged = new TreeMap<>();
  private final SplittableRandom random = new SplittableRandom(1);

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(scratch.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "a tmpfs can be mounted");
    Files.write(disk.resolve("ballast"), new byte[BALLAST_BYTES]);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static LogStoreOptions options(long freeBytesMin) {
    return new LogStoreOptions(
        8 * MIB, 4 * MIB, freeBytesMin, 2, LogStoreOptions.defaults().clock());
  }

  /// Random bytes, which no compression makes smaller, appended until the store refuses.
  private LogStoreException fillUp(LogStore store) {
    for (long attempt = acknowledged.isEmpty() ? 0 : acknowledged.lastKey() + 1; ; attempt++) {
      byte[] bytes = new byte[300_000];
      random.nextBytes(bytes);
      try {
        store.append(attempt, 0, bytes);
        acknowledged.put(attempt, bytes);
        store.close(attempt, bytes.length);
      } catch (LogStoreException refused) {
        return refused;
      }
    }
  }

  private void requireAcknowledged(LogStore store) {
    acknowledged.forEach((attempt, bytes) ->
        assertThat(Arrays.equals(store.read(attempt, 0, bytes.length), bytes))
            .as("attempt %d", attempt)
            .isTrue());
  }

  @Test
  void aNearlyFullDiskRefusesAppendsAndTakesThemAgainOnceThereIsRoom() throws Exception {
    // Half of the disk is kept free: packing and compaction may rewrite all that the other half
    // has.
    assertThat(run("mount", "-o", "remount,size=256m", disk.toString())).isZero();
    try (var store = LogStore.open(disk.resolve("logs"), options(128 * MIB))) {
      assertThat(fillUp(store))
          .isInstanceOf(LogStoreFull.class)
          .hasMessageContaining("are kept free");
      requireAcknowledged(store);
      Files.delete(disk.resolve("ballast"));
      int before = acknowledged.size();
      assertThat(fillUp(store)).isInstanceOf(LogStoreFull.class);
      assertThat(acknowledged).hasSizeGreaterThan(before);
      requireAcknowledged(store);
      assertThat(store.upkeep().verify().damage()).isEmpty();
    }
  }

  @Test
  void aDiskThatIsFullAltogetherLosesNothingThatWasAcknowledged() throws Exception {
    try (var store = LogStore.open(disk.resolve("logs"), options(0))) {
      assertThat(fillUp(store)).isInstanceOf(LogStoreException.class);
      requireAcknowledged(store);
    }
    Files.delete(disk.resolve("ballast"));
    try (var store = LogStore.open(disk.resolve("logs"), options(24 * MIB))) {
      requireAcknowledged(store);
      assertThat(store.upkeep().verify().damage()).isEmpty();
      int before = acknowledged.size();
      fillUp(store);
      assertThat(acknowledged).hasSizeGreaterThan(before);
      requireAcknowledged(store);
    }
  }

  @Test
  void aBackupOntoAFullDiskFailsAndThoseBeforeItStayGood() throws Exception {
    var backups = disk.resolve("backups");
    try (var store = LogStore.open(scratch.resolve("logs"), options(0))) {
      byte[] first = new byte[5 * MIB];
      random.nextBytes(first);
      store.append(0, 0, first);
      store.upkeep().backup(backups);
      byte[] more = new byte[100 * MIB];
      random.nextBytes(more);
      store.append(1, 0, more);
      assertThatThrownBy(() -> store.upkeep().backup(backups))
          .isInstanceOf(LogStoreFailed.class)
          .hasMessageContaining("The backups made before are kept");
      Backups.restore(backups, scratch.resolve("restored"));
      try (var restored = LogStore.open(scratch.resolve("restored"), options(0))) {
        assertThat(restored.read(0, 0, 4096)).isEqualTo(Arrays.copyOf(first, 4096));
        assertThat(restored.upkeep().verify().damage()).isEmpty();
      }
      Files.delete(disk.resolve("ballast"));
      assertThat(store.append(2, 0, first)).isEqualTo(first.length);
    }
  }
}
