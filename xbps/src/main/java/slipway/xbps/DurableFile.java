package slipway.xbps;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Files that are there whole, or not at all: written beside, fsynced, renamed, directory fsynced.
///
/// After a crash a temporary file may be left: its name begins with [#TEMPORARY_PREFIX].
public final class DurableFile {
  /// Hidden, so that no mirror and no client takes a half-written file for a whole one.
  public static final String TEMPORARY_PREFIX = ".slipway-";

  private DurableFile() {}

  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Creates or replaces `target`. When this returns, the new content survives a crash of the
  /// machine.
  public static void write(Path target, Content content) throws IOException {
    write(target, Optional.empty(), content);
  }

  /// As [#write(Path, Content)], but the name becomes durable only with [#syncDirectory]: for many
  /// files in one directory.
  public static void place(Path target, Content content) throws IOException {
    rename(writeBeside(target, Optional.empty(), content), target);
  }

  /// As [#write(Path, Content)], with a modification time of the caller's choice.
  public static void write(Path target, Optional<FileTime> mtime, Content content)
      throws IOException {
    rename(writeBeside(target, mtime, content), target);
    syncDirectory(directoryOf(target));
  }

  private static void rename(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Makes the names in a directory durable.
  public static void syncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path writeBeside(Path target, Optional<FileTime> mtime, Content content)
      throws IOException {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary =
        directoryOf(target).resolve(TEMPORARY_PREFIX + target.getFileName() + "." + random);
    boolean done = false;
    try (var channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      if (mtime.isPresent()) {
        Files.setLastModifiedTime(temporary, mtime.get());
      }
      channel.force(true);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
    return temporary;
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is not a file");
    }
    return parent;
  }
}
