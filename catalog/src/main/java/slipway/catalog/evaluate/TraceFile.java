package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The traces on disk, so that a restart evaluates nothing again.
///
/// A file of frames that is only appended to: length and CRC-32C of the payload, four bytes each,
/// big-endian, then the payload, which is [TraceCodec]'s. What a crash leaves half-written does not
/// fit its checksum and is cut off; nothing is forced to the disk, because all of it can be worked
/// out again.
final class TraceFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceFile.class);
  private static final byte[] MAGIC = {'s', 'l', 'i', 'p', 't', 'r', 'c', '1'};
  private static final int HEAD = 8;

  /// A file with this many times the traces that are still remembered is written anew.
  private static final int GROWTH_MAX = 4;

  private final Path path;
  private FileChannel channel;
  private TraceCodec codec = new TraceCodec();
  private final Map<String, Setup> setupById = new HashMap<>();

  private TraceFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Opens or creates the file, and adds its traces to `store`.
  static TraceFile open(Path path, TraceStore store) throws IOException {
    var file = new TraceFile(path, channel(path));
    int read = file.load(store);
    if (read > GROWTH_MAX * Math.max(store.size(), 1000)) {
      file.rewrite(store);
    }
    return file;
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private int load(TraceStore store) throws IOException {
    var count = new int[1];
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    var magic = new byte[Math.min(MAGIC.length, bytes.remaining())];
    bytes.get(magic);
    int good = java.util.Arrays.equals(magic, MAGIC) ? MAGIC.length : 0;
    try {
      while (good > 0 && bytes.remaining() >= HEAD) {
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          break;
        }
        ByteBuffer payload = bytes.slice(bytes.position(), length);
        if (checksum(payload.duplicate()) != checksum) {
          break;
        }
        codec.read(
            payload,
            setup -> setupById.put(setup.id(), setup),
            (name, trace) -> {
              store.add(name, trace);
              count[0]++;
            });
        bytes.position(bytes.position() + length);
        good = bytes.position();
      }
    } catch (IOException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("file", path)
          .setCause(e)
          .log("the cache of evaluations is damaged, starting afresh");
      good = 0;
    }
    if (good < bytes.limit() || good == 0) {
      channel.truncate(good);
    }
    if (good == 0) {
      codec = new TraceCodec();
      channel.write(ByteBuffer.wrap(MAGIC), 0);
    }
    channel.position(channel.size());
    return count[0];
  }

  /// Writes all that the store remembers into a new file, which takes the place of the old one.
  private void rewrite(TraceStore store) throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(beside);
    channel.close();
    channel = channel(beside);
    channel.write(ByteBuffer.wrap(MAGIC), 0);
    channel.position(MAGIC.length);
    codec = new TraceCodec();
    setupById.values().forEach(codec::write);
    store.forEachOldestFirst(codec::write);
    writeFrame();
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The setup with this id, if the file has it with all of these targets.
  @org.jspecify.annotations.Nullable
  Setup setup(String id, Collection<slipway.catalog.Target> targets) {
    Setup setup = setupById.get(id);
    return setup != null && setup.valuesByName().keySet().containsAll(targets) ? setup : null;
  }

  void append(Setup setup) throws IOException {
    setupById.put(setup.id(), setup);
    codec.write(setup);
    writeFrame();
  }

  /// Appends traces by package, as far as they are worth keeping.
  void append(Map<String, Trace> traces) throws IOException {
    traces.forEach((name, trace) -> {
      if (!(trace.evaluation() instanceof Evaluation.Bad(_, _, var lasting)) || lasting) {
        codec.write(name, trace);
      }
    });
    writeFrame();
  }

  private void writeFrame() throws IOException {
    byte[] payload = codec.take();
    if (payload.length == 0) {
      return;
    }
    ByteBuffer frame = ByteBuffer.allocate(HEAD + payload.length);
    frame.putInt(payload.length).putInt(checksum(ByteBuffer.wrap(payload))).put(payload).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private static int checksum(ByteBuffer payload) {
    var checksum = new CRC32C();
    checksum.update(payload);
    return (int) checksum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
