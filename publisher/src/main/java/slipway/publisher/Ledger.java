package slipway.publisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.xbps.DurableFile;

/// Remembers for ever which content each published file name has had: one name never has two.
///
/// A text file, only ever appended to: `SHA256 PATH`, the path relative to the root. A line is
/// durable before the one who delivered the package is told so. What a crash cut off is added again
/// from the indexes.
final class Ledger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  private final FileChannel channel;
  private final Map<String, String> sha256ByPath = new ConcurrentHashMap<>();

  private Ledger(FileChannel channel) {
    this.channel = channel;
  }

  static Ledger open(Path file) throws IOException {
    boolean fresh = Files.notExists(file);
    var ledger =
        new Ledger(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    if (fresh) {
      DurableFile.syncDirectory(file.toAbsolutePath().resolveSibling("."));
    }
    ledger.load(Files.readAllBytes(file));
    return ledger;
  }

  private void load(byte[] bytes) throws IOException {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    channel.truncate(end);
    channel.position(end);
    new String(bytes, 0, end, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> sha256ByPath.put(line.substring(65), line.substring(0, 64)));
  }

  /// The content that was published under this path, relative to the root.
  Optional<String> sha256Of(String path) {
    return Optional.ofNullable(sha256ByPath.get(path));
  }

  /// Remembers those files that are not known yet, durably, all in one write. What is known with
  /// other content stays as it is; [PackageStore] has refused it before, so somebody else must have
  /// written it.
  synchronized void addMissing(List<Line> lines) throws IOException {
    var text = new StringBuilder();
    var added = new TreeMap<String, String>();
    for (Line line : lines) {
      String known = sha256ByPath.get(line.path());
      if (known == null) {
        text.append(line.sha256()).append(' ').append(line.path()).append('\n');
        added.put(line.path(), line.sha256());
      } else if (!known.equals(line.sha256())) {
        log.atError()
            .addKeyValue("file", line.path())
            .addKeyValue("published", known)
            .addKeyValue("listed", line.sha256())
            .log("an index lists other content than was published under this name");
      }
    }
    if (!added.isEmpty()) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      sha256ByPath.putAll(added);
    }
  }

  /// One file: what it holds and where it is.
  record Line(String sha256, String path) {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
