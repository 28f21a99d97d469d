package slipway.publisher;

import com.github.luben.zstd.Zstd;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import slipway.publisher.PackageSearch.OwnedFile;
import slipway.xbps.PackageContents;
import slipway.xbps.PackageFile;
import slipway.xbps.XbpsFormatException;

/// Which files each package brings, so that nobody has to open 15,000 packages to find an owner.
///
/// One file, only ever appended to. A record, big-endian:
///
///     bytes of the name    4
///     bytes of the frame   4
///     bytes of the text    4   uncompressed
///     CRC-32C              4   of name and frame
///     name                     of the package file, relative to the root, UTF-8
///     frame                    zstd: a line for each path, links with a tab and their target
///
/// It is a cache: what is missing, cut off or damaged is read from the packages again. Packages that
/// are gone are dropped when they are more than half.
final class FileLists implements AutoCloseable {
  private static final int HEADER_BYTES = 16;
  private static final int RECORD_BYTES_MAX = 1 << 28;
  private static final int LEVEL = 3;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Place> placesByPath = new ConcurrentHashMap<>();
  private long end;

  /// Where a frame is.
  private record Place(long offset, int frameBytes, int textBytes) {}

  private FileLists(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static FileLists open(Path file) throws IOException {
    var lists =
        new FileLists(
            file,
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    lists.load();
    return lists;
  }

  /// Reads headers and names; a frame is looked at when it is wanted.
  private void load() throws IOException {
    long size = channel.size();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    while (read(header.clear(), end)) {
      int nameBytes = header.getInt(0);
      int frameBytes = header.getInt(4);
      long next = end + HEADER_BYTES + (long) nameBytes + frameBytes;
      if (nameBytes <= 0 || nameBytes > 4096 || frameBytes <= 0 || next > size) {
        break;
      }
      ByteBuffer name = ByteBuffer.allocate(nameBytes);
      read(name, end + HEADER_BYTES);
      placesByPath.put(
          StandardCharsets.UTF_8.decode(name.flip()).toString(),
          new Place(end + HEADER_BYTES + nameBytes, frameBytes, header.getInt(8)));
      end = next;
    }
    channel.truncate(end);
  }

  private boolean read(ByteBuffer buffer, long from) throws IOException {
    long position = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position);
      if (count < 0) {
        return false;
      }
      position += count;
    }
    return true;
  }

  boolean has(String path) {
    return placesByPath.containsKey(path);
  }

  /// Takes in the list of a package, unless it is there. Not durable at once: it is a cache.
  synchronized void add(String path, PackageContents contents) throws IOException {
    if (has(path)) {
      return;
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    byte[] text = text(contents).getBytes(StandardCharsets.UTF_8);
    byte[] frame = Zstd.compress(text, LEVEL);
    if (frame.length + text.length > RECORD_BYTES_MAX) {
      return;
    }
    var crc = new CRC32C();
    crc.update(name);
    crc.update(frame);
    ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + name.length + frame.length);
    record.putInt(name.length).putInt(frame.length).putInt(text.length);
    record.putInt((int) crc.getValue()).put(name).put(frame).flip();
    long position = end;
    while (record.hasRemaining()) {
      position += channel.write(record, position);
    }
    placesByPath.put(path, new Place(end + HEADER_BYTES + name.length, frame.length, text.length));
    end = position;
  }

  /// Opens a package that is not known yet.
  ///
  /// @return whether it is known now; it is not if its file is gone or damaged: `repo verify` tells
  ///   of that
  boolean learn(Path root, String path) throws IOException {
    Path packageFile = root.resolve(path);
    if (!has(path) && Files.exists(packageFile)) {
      try {
        add(path, PackageFile.readContents(packageFile));
      } catch (XbpsFormatException damaged) {
        return false;
      }
    }
    return has(path);
  }

  private static String text(PackageContents contents) {
    var text = new StringBuilder();
    contents.files().forEach(one -> text.append(one.path()).append('\n'));
    contents
        .links()
        .forEach(one -> text.append(one.path()).append('\t').append(one.target()).append('\n'));
    return text.toString();
  }

  /// A line for each path of a package, links with a tab and their target; nothing if the package
  /// is not known, or what is known of it is damaged.
  Optional<String> textOf(String path) throws IOException {
    Place place = placesByPath.get(path);
    if (place == null) {
      return Optional.empty();
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + name.length + place.frameBytes());
    byte[] frame = new byte[place.frameBytes()];
    var crc = new CRC32C();
    crc.update(name);
    if (read(record, place.offset() - name.length - HEADER_BYTES)) {
      record.get(HEADER_BYTES + name.length, frame);
      crc.update(frame);
    }
    if ((int) crc.getValue() != record.getInt(12)) {
      placesByPath.remove(path, place);
      return Optional.empty();
    }
    return Optional.of(
        new String(Zstd.decompress(frame, place.textBytes()), StandardCharsets.UTF_8));
  }

  /// Those files of a package whose path holds a text; nothing as with [#textOf].
  Optional<List<OwnedFile>> of(String path, String pkgver, String part) throws IOException {
    return textOf(path).map(text -> matching(text, pkgver, part));
  }

  private static List<OwnedFile> matching(String text, String pkgver, String part) {
    var files = new ArrayList<OwnedFile>();
    // Most packages have no such file, and end here.
    String[] lines = text.contains(part) ? text.split("\n", -1) : new String[0];
    for (String line : lines) {
      int tab = line.indexOf('\t');
      if (!line.isEmpty() && line.contains(part)) {
        files.add(
            new OwnedFile(
                pkgver,
                tab < 0 ? line : line.substring(0, tab),
                tab < 0 ? Optional.empty() : Optional.of(line.substring(tab + 1))));
      }
    }
    return files;
  }

  /// Drops what is not listed any more, if that is more than half. Nobody may ask meanwhile.
  ///
  /// @return the lists as they are open now; these here are closed if they are others
  FileLists keepOnly(Set<String> listed) throws IOException {
    var kept = new TreeSet<>(placesByPath.keySet());
    kept.retainAll(listed);
    if (kept.size() * 2 >= placesByPath.size()) {
      return this;
    }
    Path beside = file.resolveSibling(Workshop.WORK + "files");
    Files.deleteIfExists(beside);
    try (var smaller = FileLists.open(beside)) {
      for (String path : kept) {
        Place place = placesByPath.get(path);
        if (place != null) {
          smaller.copy(this, path, place);
        }
      }
    }
    close();
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    return FileLists.open(file);
  }

  private void copy(FileLists from, String path, Place place) throws IOException {
    int nameBytes = path.getBytes(StandardCharsets.UTF_8).length;
    ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + nameBytes + place.frameBytes());
    if (from.read(record, place.offset() - nameBytes - HEADER_BYTES)) {
      record.flip();
      while (record.hasRemaining()) {
        end += channel.write(record, end);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
