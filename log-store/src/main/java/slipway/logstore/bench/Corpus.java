package slipway.logstore.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Generated logs, one behind the other in one file, so that what is measured reads them and does
/// not make them. A corpus that lies there already, for the same seed and size, is used again.
final class Corpus implements AutoCloseable {
  /// In three logs, the newest of them at nine tenths of the way.
  static final String RARE = "conflicting types for 'qz_frobnicate_late'";

  private static final List<Double> RARE_PLACES = List.of(0.1, 0.5, 0.9);
  private static final byte[] RARE_LINE =
      ("src/late.c:417:9: error: " + RARE + "; have 'int(void)'\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final FileChannel file;
  private final long[] ends;

  private Corpus(FileChannel file, long[] ends) {
    this.file = file;
    this.ends = ends;
  }

  static Corpus make(Path directory, LogGenerator generator, long seed, long bytes)
      throws IOException {
    Files.createDirectories(directory);
    var logs = directory.resolve("corpus-%d-%d.logs".formatted(seed, bytes));
    var index = directory.resolve("corpus-%d-%d.index".formatted(seed, bytes));
    if (!Files.exists(index)) {
      write(logs, index, generator, bytes);
    }
    try (var in = new DataInputStream(Files.newInputStream(index))) {
      long[] ends = new long[in.readInt()];
      ByteBuffer.wrap(in.readAllBytes()).asLongBuffer().get(ends);
      return new Corpus(FileChannel.open(logs, StandardOpenOption.READ), ends);
    }
  }

  private static void write(Path logs, Path index, LogGenerator generator, long bytes)
      throws IOException {
    var ends = new ArrayList<Long>();
    long end = 0;
    int rare = 0;
    try (var out = new BufferedOutputStream(Files.newOutputStream(logs), 1 << 20)) {
      for (long n = 0; end < bytes; n++) {
        byte[] log = generator.log(n);
        out.write(log);
        end += log.length;
        if (rare < RARE_PLACES.size() && end >= RARE_PLACES.get(rare) * bytes) {
          out.write(RARE_LINE);
          end += RARE_LINE.length;
          rare++;
        }
        ends.add(end);
      }
    }
    var beside = index.resolveSibling(index.getFileName() + ".part");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(beside)))) {
      out.writeInt(ends.size());
      for (long each : ends) {
        out.writeLong(each);
      }
    }
    Files.move(beside, index, StandardCopyOption.ATOMIC_MOVE);
  }

  int logs() {
    return ends.length;
  }

  long bytes() {
    return ends[ends.length - 1];
  }

  /// The bytes of log `n`.
  byte[] log(int n) throws IOException {
    long from = n == 0 ? 0 : ends[n - 1];
    var buffer = ByteBuffer.allocate(Math.toIntExact(ends[n] - from));
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the corpus is shorter than its index says");
      }
    }
    return buffer.array();
  }

  /// The number of the longest log.
  int longest() {
    int longest = 0;
    for (int n = 1; n < ends.length; n++) {
      longest = ends[n] - ends[n - 1] > lengthOf(longest) ? n : longest;
    }
    return longest;
  }

  private long lengthOf(int n) {
    return ends[n] - (n == 0 ? 0 : ends[n - 1]);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
