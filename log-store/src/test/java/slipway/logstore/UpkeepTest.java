package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.logstore.files.LogExport;
import slipway.logstore.files.LogImport;
import slipway.logstore.upkeep.Backups;

class UpkeepTest {
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);
  private static final int LOGS = 12;

  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void choose() {
    directory = scratch.resolve("logs");
  }

  private static byte[] printed(long attempt) {
    return RandomLog.bytes(new SplittableRandom(attempt), 150_000);
  }

  private void fill(LogStore store) throws InterruptedException {
    for (long attempt = 0; attempt < LOGS; attempt++) {
      byte[] bytes = printed(attempt);
      store.append(attempt, 0, bytes);
      store.close(attempt, bytes.length);
    }
    store.pack();
  }

  private static byte[] all(LogStore store, long attempt) throws IOException {
    var out = new ByteArrayOutputStream();
    new LogExport(store).log(attempt, 0, out);
    return out.toByteArray();
  }

  private static void requireAll(LogStore store) throws IOException {
    for (long attempt = 0; attempt < LOGS; attempt++) {
      assertThat(all(store, attempt)).isEqualTo(printed(attempt));
    }
  }

  @Test
  void aWholeStoreVerifiesAndTellsWhatItHolds() throws Exception {
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
      store.append(99, 0, "still open\n".getBytes(UTF_8));
      var report = store.upkeep().verify();
      assertThat(report.damage()).isEmpty();
      assertThat(report.logs()).isEqualTo(LOGS + 1);
      var stats = store.upkeep().stats();
      assertThat(stats.logBytes()).isEqualTo(report.bytes());
      assertThat(stats.openLogs()).isEqualTo(1);
      assertThat(stats.unpackedBytes()).isEqualTo(11);
      assertThat(stats.packs()).isBetween(4L, 12L);
    }
  }

  @Test
  void aDamagedPackIsNamedAndEverythingElseIsReadable() throws Exception {
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
    }
    flipAByteInTheMiddle("blob");
    try (var store = LogStore.open(directory, OPTIONS)) {
      int whole = 0;
      for (long attempt = 0; attempt < LOGS; attempt++) {
        long wanted = attempt;
        try {
          assertThat(all(store, attempt)).isEqualTo(printed(attempt));
          whole++;
        } catch (LogDamaged damaged) {
          assertThat(damaged.attempt()).isEqualTo(wanted);
        }
      }
      assertThat(whole).isBetween(LOGS - 3, LOGS - 1);
      var report = store.upkeep().verify();
      assertThat(report.whole()).isFalse();
      assertThat(report.damage()).anyMatch(what -> what.contains("damaged at offset"));
      try (var results = store.search(SearchQuery.literal("gcc -O2").atMost(100_000))) {
        assertThat(results.stream().map(SearchHit::attempt).distinct().count())
            .isBetween((long) whole, (long) LOGS);
      }
    }
  }

  private void flipAByteInTheMiddle(String suffix) throws IOException {
    try (var file = largest(suffix)) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 0x40);
    }
  }

  private RandomAccessFile largest(String suffix) throws IOException {
    try (var files = Files.list(directory)) {
      var largest =
          files
              .filter(file -> file.toString().endsWith(suffix))
              .max(Comparator.comparingLong(file -> file.toFile().length()));
      return new RandomAccessFile(largest.orElseThrow().toFile(), "rw");
    }
  }

  @Test
  void anIndexThatIsMadeAgainFindsTheSame() throws Exception {
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
      var query = SearchQuery.literal("src/file77.c");
      long before = store.search(query).stream().count();
      store.upkeep().reindex();
      assertThat(store.search(query).stream().count()).isEqualTo(before).isPositive();
      assertThat(store.upkeep().verify().damage()).isEmpty();
    }
  }

  @Test
  void aBackupIsRestoredToWhatWasBackedUp() throws Exception {
    var backups = scratch.resolve("backups");
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
      store.append(50, 0, "first\n".getBytes(UTF_8));
      assertThat(store.upkeep().backup(backups)).isEqualTo(1);
      store.append(50, 6, "second\n".getBytes(UTF_8));
      assertThat(store.upkeep().backup(backups)).isEqualTo(2);
      store.append(50, 13, "after the backup\n".getBytes(UTF_8));
    }
    assertThat(Backups.list(backups)).hasSize(2);
    var restored = scratch.resolve("restored");
    Backups.restore(backups, restored);
    try (var store = LogStore.open(restored, OPTIONS)) {
      requireAll(store);
      assertThat(store.length(50)).isEqualTo(13);
      assertThat(store.upkeep().verify().damage()).isEmpty();
    }
  }

  @Test
  void aStoreIsNotRestoredOverAnother() throws Exception {
    var backups = scratch.resolve("backups");
    try (var store = LogStore.open(directory, OPTIONS)) {
      store.append(1, 0, new byte[] {1});
      store.upkeep().backup(backups);
    }
    assertThatThrownBy(() -> Backups.restore(backups, directory))
        .isInstanceOf(LogStoreFailed.class)
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> Backups.restore(scratch.resolve("nothing"), scratch.resolve("new")))
        .isInstanceOf(LogStoreFailed.class)
        .hasMessageContaining("There is no backup");
  }

  @Test
  void filesAreImportedWithTheirNamesAndAnInterruptedImportIsGoneOnWith() throws Exception {
    var files = Files.createDirectories(scratch.resolve("old/x86_64"));
    Files.write(files.resolve("zlib.log"), printed(1));
    Files.write(files.resolve("curl.log"), printed(2));
    Files.write(files.resolveSibling("empty.log"), new byte[0]);
    try (var store = LogStore.open(directory, OPTIONS)) {
      long half = store.attemptOf("x86_64/zlib.log");
      store.append(half, 0, java.util.Arrays.copyOf(printed(1), 1000));
      var imported = new LogImport(store, _ -> {}).directory(scratch.resolve("old"));
      assertThat(imported.files()).isEqualTo(3);
      assertThat(new LogImport(store, _ -> {}).directory(scratch.resolve("old")))
          .isEqualTo(imported);
      assertThat(store.logs(0, 100)).hasSize(3).allMatch(LogInfo::closed);
      assertThat(store.label(half)).contains("x86_64/zlib.log");
      assertThat(all(store, half)).isEqualTo(printed(1));
    }
  }

  @Test
  void allLogsAreExportedAsFilesAndAsAnArchive() throws Exception {
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
      store.append(store.attemptOf("a/b c.log"), 0, "hello\n".getBytes(UTF_8));
      var export = new LogExport(store);
      assertThat(export.directory(scratch.resolve("out"))).isEqualTo(LOGS + 1);
      assertThat(scratch.resolve("out/000000000003.log")).hasBinaryContent(printed(3));
      assertThat(scratch.resolve("out/000000000012-a_b_c.log")).hasContent("hello\n");
      var archive = new ByteArrayOutputStream();
      export.archive(archive);
      try (var tar =
          new TarArchiveInputStream(
              new ZstdInputStream(new ByteArrayInputStream(archive.toByteArray())))) {
        for (long attempt = 0; attempt < LOGS; attempt++) {
          assertThat(tar.getNextEntry().getName()).isEqualTo("%012d.log".formatted(attempt));
          assertThat(tar.readAllBytes()).isEqualTo(printed(attempt));
        }
      }
    }
  }

  @Test
  void aFileThatWasCutShortIsNamedAndWhatItDoesNotHoldStaysReadable() throws Exception {
    try (var store = LogStore.open(directory, OPTIONS)) {
      fill(store);
    }
    try (var store = LogStore.open(directory, OPTIONS)) { // its packs go into a file of their own
      byte[] more = RandomLog.bytes(new SplittableRandom(100), 900_000);
      store.append(100, 0, more);
      store.close(100, more.length);
      store.pack();
    }
    try (var file = largest("blob")) {
      file.setLength(file.length() / 2);
    }
    try (var store = LogStore.open(directory, OPTIONS)) {
      var damaged = catchThrowableOfType(LogDamaged.class, () -> requireAll(store));
      assertThat(damaged).hasMessageContaining("slipway logs verify");
      assertThat(store.upkeep().verify().damage()).hasSizeGreaterThanOrEqualTo(LOGS);
      assertThat(all(store, 100)).isEqualTo(RandomLog.bytes(new SplittableRandom(100), 900_000));
    }
  }
}
