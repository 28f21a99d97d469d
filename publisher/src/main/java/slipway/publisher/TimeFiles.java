package slipway.publisher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Text files with Unix seconds and a newline, by which lag is measured: `otime` in each directory,
/// written here again and again, says up to when a mirror has everything; `stime-start` and
/// `stime-end` are what a mirror may say of its own last sync.
final class TimeFiles {
  static final String ORIGIN = "otime";
  static final String SYNC_BEGIN = "stime-start";
  static final String SYNC_END = "stime-end";

  private TimeFiles() {}

  /// The path of a directory's time file, relative to the root.
  static String pathOf(IndexPlace place) {
    return place.pathOf(ORIGIN);
  }

  static byte[] content(Instant now) {
    return (now.getEpochSecond() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// Marks the time in one directory of the tree. Readers find the old file or the new one. Not
  /// durable: after a crash it is written anew.
  static void write(Path root, IndexPlace place, Instant now, Workshop workshop)
      throws IOException {
    Path beside = Files.createTempFile(workshop.directory(), Workshop.WORK, ORIGIN);
    Files.write(beside, content(now));
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(beside, root.resolve(pathOf(place)), StandardCopyOption.ATOMIC_MOVE);
  }

  /// What a time file says; nothing if there is none, or what it says is no time.
  static Optional<Instant> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > 64) {
      return Optional.empty();
    }
    String seconds = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    return seconds.matches("[0-9]{1,12}")
        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
        : Optional.empty();
  }

  /// From one time file to another.
  static Optional<Duration> between(Path begin, Path end) throws IOException {
    Optional<Instant> from = read(begin);
    return read(end)
        .flatMap(until -> from.map(since -> Duration.between(since, until)))
        .filter(took -> !took.isNegative());
  }
}
