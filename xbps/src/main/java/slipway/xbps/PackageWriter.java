package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarWriter;

/// Makes a binary package of a directory.
///
/// The same directory, properties and time give the same bytes, whoever packs them and wherever.
/// Everything in the package belongs to root. `INSTALL` and `REMOVE` at the top of the directory
/// become the package's scripts, `INSTALL.msg` and `REMOVE.msg` its messages.
public final class PackageWriter {
  private PackageWriter() {}

  /// Packs `destdir` into `directory/PKGVER.ARCH.xbps` and returns that file, durable. An existing
  /// file is replaced.
  ///
  /// @param properties all but `installed_size` and the messages, which are found out here
  /// @param mtime of every file in the package, in whole seconds
  /// @throws XbpsFormatException if the directory holds what no package may hold
  public static Path write(
      Path destdir, PackageProperties properties, Instant mtime, Path directory)
      throws IOException {
    StagedTree tree = StagedTree.of(destdir, properties.configurationFiles());
    PackageProperties complete = completed(properties, destdir, tree);
    Path file = directory.resolve(complete.fileName().toString());
    DurableFile.write(file, out -> pack(out, complete, tree, mtime));
    return file;
  }

  /// As [#write(Path, PackageProperties, Instant, Path)], to a stream that stays open. Nothing is
  /// durable by it.
  public static void write(
      Path destdir, PackageProperties properties, Instant mtime, OutputStream out)
      throws IOException {
    StagedTree tree = StagedTree.of(destdir, properties.configurationFiles());
    pack(out, completed(properties, destdir, tree), tree, mtime);
  }

  private static PackageProperties completed(
      PackageProperties properties, Path destdir, StagedTree tree) throws IOException {
    PackageProperties complete = properties.with("installed_size", tree.installedSizeBytes());
    Path install = destdir.resolve("INSTALL.msg");
    if (Files.isRegularFile(install)) {
      complete = complete.with("install-msg", Files.readAllBytes(install));
    }
    Path remove = destdir.resolve("REMOVE.msg");
    if (Files.isRegularFile(remove)) {
      complete = complete.with("remove-msg", Files.readAllBytes(remove));
    }
    return complete;
  }

  private static void pack(
      OutputStream out, PackageProperties properties, StagedTree tree, Instant mtime)
      throws IOException {
    try (OutputStream packed = Compression.pack(out)) {
      var tar = new TarWriter(packed);
      for (StagedTree.Member script : tree.scripts()) {
        add(tar, script.withMode(0755), mtime);
      }
      addPlist(tar, "./props.plist", properties.toPropertyList());
      addPlist(tar, "./files.plist", tree.contents().toPropertyList());
      for (StagedTree.Member member : tree.members()) {
        add(tar, member, mtime);
      }
      tar.finish();
    }
  }

  private static void add(TarWriter tar, StagedTree.Member member, Instant mtime)
      throws IOException {
    TarEntry entry = member.entry(mtime.getEpochSecond());
    if (entry.type() == TarEntry.Type.FILE) {
      try (InputStream data = Files.newInputStream(member.source())) {
        tar.add(entry, data);
      }
    } else {
      tar.add(entry, new byte[0]);
    }
  }

  private static void addPlist(TarWriter tar, String name, byte[] plist) throws IOException {
    tar.add(TarEntry.file(name, 0644, plist.length, 0), plist);
  }
}
