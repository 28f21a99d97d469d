package slipway.worker.master;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// How far one log has come. The sender's thread sends; acknowledgements come from another one.
final class LogStream {
  private static final long UNKNOWN = -1;

  private final long attempt;
  private final Path log;
  private final Path durable;
  private final CompletableFuture<Optional<String>> closed = new CompletableFuture<>();
  private volatile long durableBytes = UNKNOWN;
  private volatile long acknowledgedNanos = System.nanoTime();
  private volatile OptionalLong endBytes = OptionalLong.empty();
  // The sender's alone.
  private Optional<FileChannel> channel = Optional.empty();
  private long sentBytes = UNKNOWN;
  private boolean lastSent;
  private boolean asked;

  /// One piece to send.
  record Piece(long offset, ByteString bytes, boolean last) {}

  /// @param durable file in which the master's word is kept for whoever bounds the log
  LogStream(long attempt, Path log, Path durable) {
    this.attempt = attempt;
    this.log = log;
    this.durable = durable;
  }

  long attempt() {
    return attempt;
  }

  /// The log ends here.
  void end(long bytes) {
    endBytes = OptionalLong.of(bytes);
  }

  /// Done once the master has all of it; present: it wants no more, and says why.
  CompletableFuture<Optional<String>> closed() {
    return closed;
  }

  void acknowledge(long bytes) {
    boolean more = bytes != durableBytes && bytes > 0;
    durableBytes = bytes;
    acknowledgedNanos = System.nanoTime();
    if (more) {
      writeDown(bytes);
    }
  }

  /// In place and of one length, so that no reader finds half of it, and no disk is too full.
  private void writeDown(long bytes) {
    try (var file =
        FileChannel.open(durable, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var line = "%020d%n".formatted(bytes).getBytes(StandardCharsets.US_ASCII);
      file.write(ByteBuffer.wrap(line), 0);
    } catch (IOException next) {
      // The next acknowledgement says it again.
    }
  }

  /// Bytes that were printed and are not with the master, as far as is known.
  long unsentBytes() {
    try {
      return closed.isDone() || !Files.exists(log)
          ? 0
          : Math.max(0, Files.size(log) - Math.max(0, durableBytes));
    } catch (IOException gone) {
      return 0;
    }
  }

  /// On a new connection nothing is on its way any more.
  void restart() {
    sentBytes = durableBytes;
    lastSent = false;
    asked = false;
    acknowledgedNanos = System.nanoTime();
  }

  /// What to send next, at most `bytesMax`; empty if there is nothing, or so much on its way that
  /// it has to wait.
  ///
  /// The first piece of a log whose beginning an earlier process may have sent is an empty one at
  /// its end: the answer tells what the master has.
  Optional<Piece> next(int bytesMax, long onTheWayMax, long silenceNanosMax) throws IOException {
    if (closed.isDone()) {
      return Optional.empty();
    }
    long size = endBytes.orElse(Files.exists(log) ? Files.size(log) : 0);
    if (durableBytes == UNKNOWN) {
      return ask(size);
    }
    if (asked || sentBytes < durableBytes || isStuck(silenceNanosMax)) {
      restart();
    }
    long room = onTheWayMax - (sentBytes - durableBytes);
    int count = (int) Math.min(Math.min(bytesMax, size - sentBytes), room);
    boolean last = endBytes.isPresent() && sentBytes + Math.max(count, 0) == size;
    if (count <= 0 && (!last || lastSent || room <= 0)) {
      return Optional.empty();
    }
    var piece = new Piece(sentBytes, read(sentBytes, Math.max(count, 0)), last);
    if (sentBytes == durableBytes) {
      acknowledgedNanos = System.nanoTime();
    }
    sentBytes += piece.bytes().size();
    lastSent = last;
    return Optional.of(piece);
  }

  void close() {
    closed.complete(Optional.of("let go"));
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException alreadyGone) {
      channel = Optional.empty();
    }
  }

  private Optional<Piece> ask(long size) {
    if (size == 0) {
      acknowledge(0);
      return Optional.empty();
    }
    if (asked) {
      return Optional.empty();
    }
    asked = true;
    return Optional.of(new Piece(size, ByteString.EMPTY, false));
  }

  /// Something is on its way, and nothing has been heard for long.
  private boolean isStuck(long silenceNanosMax) {
    return (sentBytes > durableBytes || lastSent)
        && System.nanoTime() - acknowledgedNanos > silenceNanosMax;
  }

  private ByteString read(long offset, int count) throws IOException {
    if (count == 0) {
      return ByteString.EMPTY;
    }
    if (channel.isEmpty()) {
      channel = Optional.of(FileChannel.open(log, StandardOpenOption.READ));
    }
    var bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.get().read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("%s has become shorter than %d bytes".formatted(log, offset + count));
      }
    }
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }
}
