package slipway.logstore.files;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import slipway.logstore.LogInfo;
import slipway.logstore.LogStore;

/// Gives logs out as plain files.
public final class LogExport {
  private static final int READ_BYTES = 1 << 20;
  private static final int PAGE_LOGS = 1000;
  private static final int LABEL_CHARS_MAX = 150;
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._+@=-]+");

  private final LogStore store;

  public LogExport(LogStore store) {
    this.store = store;
  }

  /// Writes the log's bytes from `offset` on, as they were printed.
  public void log(long attempt, long offset, OutputStream out) throws IOException {
    long at = offset;
    for (byte[] bytes = store.read(attempt, at, READ_BYTES);
        bytes.length > 0;
        bytes = store.read(attempt, at, READ_BYTES)) {
      out.write(bytes);
      at += bytes.length;
    }
  }

  /// Writes every log into a file of its own in the directory, named by {@link #fileName}; each
  /// appears complete.
  ///
  /// @return how many
  public long directory(Path directory) throws IOException {
    Files.createDirectories(directory);
    return all(info -> {
      var file = directory.resolve(fileName(info.attempt()));
      var beside = directory.resolve(fileName(info.attempt()) + ".part");
      try (var out = Files.newOutputStream(beside)) {
        log(info.attempt(), 0, out);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    });
  }

  /// Writes every log into one tar archive, compressed with zstd.
  ///
  /// @return how many
  public long archive(OutputStream out) throws IOException {
    try (var tar =
        new TarArchiveOutputStream(
            new ZstdOutputStream(new BufferedOutputStream(out, READ_BYTES)))) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      return all(info -> {
        var entry = new TarArchiveEntry(fileName(info.attempt()));
        entry.setSize(info.length());
        entry.setModTime(info.closedAt().orElse(info.openedAt()).toEpochMilli());
        tar.putArchiveEntry(entry);
        logOfLength(info, tar);
        tar.closeArchiveEntry();
      });
    }
  }

  /// No more than what was announced, though the log may have grown.
  private void logOfLength(LogInfo info, OutputStream out) throws IOException {
    long at = 0;
    while (at < info.length()) {
      byte[] bytes = store.read(info.attempt(), at, (int) Math.min(READ_BYTES, info.length() - at));
      out.write(bytes);
      at += bytes.length;
    }
  }

  /// `ATTEMPT.log`, with the log's label behind the number if it has one, made safe for a file
  /// name.
  private String fileName(long attempt) {
    String label =
        store.label(attempt).map(text -> "-" + UNSAFE.matcher(text).replaceAll("_")).orElse("");
    String cut = label.substring(0, Math.min(label.length(), LABEL_CHARS_MAX));
    return String.format(
        Locale.ROOT,
        "%012d%s.log",
        attempt,
        cut.endsWith(".log") ? cut.substring(0, cut.length() - 4) : cut);
  }

  /// Writes one log.
  private interface Writer {
    void write(LogInfo info) throws IOException;
  }

  private long all(Writer writer) throws IOException {
    long count = 0;
    long from = 0;
    while (true) {
      var page = store.logs(from, PAGE_LOGS);
      for (var info : page) {
        writer.write(info);
        count++;
      }
      if (page.size() < PAGE_LOGS) {
        return count;
      }
      from = page.getLast().attempt() + 1;
    }
  }
}
