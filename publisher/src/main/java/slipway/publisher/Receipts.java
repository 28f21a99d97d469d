package slipway.publisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import slipway.xbps.DurableFile;
import slipway.xbps.RepoEntry;

/// What became of each package file, for ever: text files that are only appended to.
///
/// A line is `TIME KEY STEP FILE DETAIL`, with tabs between. KEY is what was built,
/// `SOURCE-VERSION.ARCH`; its hash chooses one of 256 files, so that to look one up reads a small
/// part of all. A line that a crash cut off has no newline, and does not count.
final class Receipts {
  private static final int SHARDS = 256;

  private final Path directory;
  private final InstantSource time;

  Receipts(Path directory, InstantSource time) {
    this.directory = directory;
    this.time = time;
  }

  /// What is to be written of one file.
  record Step(RepoEntry entry, IndexPlace place, String step, String detail) {
    String key() {
      return Receipts.key(entry.sourcePackage(), entry.pkgver().version(), entry.architecture());
    }

    private String line(Instant now) {
      return String.join(
              "\t", now.toString(), key(), step, place.pathOf(entry.fileName()), clean(detail))
          + "\n";
    }

    private static String clean(String text) {
      return text.replaceAll("\\p{Cc}", " ");
    }
  }

  static String key(String sourcePackage, String version, String architecture) {
    return "%s-%s.%s".formatted(sourcePackage, version, architecture);
  }

  /// Writes all of them durably.
  synchronized void add(Collection<Step> steps) throws IOException, InterruptedException {
    Map<Path, StringBuilder> textByFile = new TreeMap<>();
    for (Step step : steps) {
      textByFile
          .computeIfAbsent(fileOf(step.key()), _ -> new StringBuilder())
          .append(step.line(time.instant()));
    }
    List<Boolean> fresh =
        Parallel.judgedMapWaiting(
            List.copyOf(textByFile.entrySet()),
            entry -> append(entry.getKey(), entry.getValue().toString()));
    if (fresh.contains(true)) {
      DurableFile.syncDirectory(directory);
    }
  }

  /// @return whether the file is new, so that its name is not durable yet
  private boolean append(Path file, String text) throws IOException {
    boolean fresh = Files.notExists(file);
    Files.createDirectories(directory);
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      // What a crash cut off becomes a line that is none.
      String before = end > 0 && lastByte(channel, end) != '\n' ? "\n" : "";
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(before + text);
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
    return fresh;
  }

  private static byte lastByte(FileChannel channel, long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, size - 1);
    return last.get(0);
  }

  /// The steps of what was built, oldest first.
  List<ReceiptLine> of(String key) throws IOException {
    Path file = fileOf(key);
    if (Files.notExists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> line.split("\t", 5))
          .filter(parts -> parts.length == 5 && parts[1].equals(key))
          .map(parts -> new ReceiptLine(Instant.parse(parts[0]), parts[2], parts[3], parts[4]))
          .toList();
    }
  }

  private Path fileOf(String key) {
    return directory.resolve("%02x".formatted(Math.floorMod(key.hashCode(), SHARDS)));
  }
}
