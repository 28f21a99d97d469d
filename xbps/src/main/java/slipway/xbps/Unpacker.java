package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import slipway.xbps.tar.TarEntry;

/// Writes the members of a package below a directory.
///
/// Links that are already in the directory are followed only where they stay inside it.
final class Unpacker implements MemberSink {
  private final Path root;

  Unpacker(Path root) {
    this.root = root;
  }

  @Override
  public void take(String path, TarEntry entry, InputStream data) throws IOException {
    Path target = place(path);
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "is a directory, and the package has a file of that name");
    }
    Files.deleteIfExists(target);
    switch (entry.type()) {
      case FILE -> {
        Files.copy(data, target);
        // Set as a whole: the portable permissions know no set-uid bit.
        Files.setAttribute(target, "unix:mode", entry.mode());
        Files.setLastModifiedTime(target, FileTime.from(entry.mtimeSeconds(), TimeUnit.SECONDS));
      }
      case HARD_LINK -> Files.createLink(target, place(entry.target().substring(2)));
      case SYMBOLIC_LINK -> Files.createSymbolicLink(target, Path.of(entry.target()));
      case DIRECTORY, OTHER -> throw new IllegalStateException(entry + " was let through");
    }
  }

  /// Where a member goes. Its directory is created, and is inside of the root.
  private Path place(String path) throws IOException {
    Path inside = root.toRealPath();
    Path target = inside.resolve(path);
    Path directory = inside;
    for (Path part : Path.of(path)) {
      if (directory.resolve(part).equals(target)) {
        break;
      }
      directory = directory.resolve(part);
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(directory);
      }
      if (!directory.toRealPath().startsWith(inside)) {
        throw new XbpsFormatException(
            "./%s is not unpacked: %s leads out of %s".formatted(path, directory, root));
      }
    }
    return target;
  }
}
