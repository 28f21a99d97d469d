package slipway.xbps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.tar.TarEntry;

/// A directory that is to become a package: its files in the order in which they are packed, names
/// sorted in each directory, a directory before what is in it.
final class StagedTree {
  private static final Set<String> SCRIPTS = Set.of("INSTALL", "REMOVE");
  private static final Set<String> NOT_PACKED =
      Set.of("INSTALL.msg", "REMOVE.msg", "props.plist", "files.plist", "flist");

  private final Path destdir;
  private final Set<String> configurationFiles;
  private final List<Member> scripts = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<PackageContents.RegularFile> files = new ArrayList<>();
  private final List<PackageContents.Link> links = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();

  /// The first name of each file, under its inode: every further name is a hard link to it.
  private final Map<Object, PackageContents.RegularFile> filesByInode = new HashMap<>();

  private long installedSizeBytes;

  private StagedTree(Path destdir, List<String> configurationFiles) {
    this.destdir = destdir;
    this.configurationFiles = Set.copyOf(configurationFiles);
  }

  /// One file or link to pack.
  record Member(Path source, String name, TarEntry.Type type, int mode, long size, String target) {
    Member withMode(int other) {
      return new Member(source, name, type, other, size, target);
    }

    TarEntry entry(long mtimeSeconds) {
      return new TarEntry(name, type, mode, size, mtimeSeconds, target);
    }
  }

  static StagedTree of(Path destdir, List<String> configurationFiles) throws IOException {
    if (!Files.isDirectory(destdir)) {
      throw new XbpsFormatException(destdir + " is not a directory: there is nothing to pack");
    }
    var tree = new StagedTree(destdir, configurationFiles);
    tree.walk(destdir, "");
    return tree;
  }

  List<Member> scripts() {
    return scripts;
  }

  List<Member> members() {
    return members;
  }

  PackageContents contents() {
    return new PackageContents(files, links, directories);
  }

  /// Hard-linked data counts once.
  long installedSizeBytes() {
    return installedSizeBytes;
  }

  /// @param prefix of the paths in this directory, as in the target system: empty at the top
  private void walk(Path directory, String prefix) throws IOException {
    List<Path> children;
    try (Stream<Path> listed = Files.list(directory)) {
      children =
          listed
              .sorted(
                  Comparator.comparing(
                      child -> child.getFileName().toString(), PropertyList.BYTE_ORDER))
              .toList();
    }
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (prefix.isEmpty() && NOT_PACKED.contains(name)) {
        continue;
      }
      take(child, prefix + "/" + name);
    }
  }

  private void take(Path source, String path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      directories.add(path);
      walk(source, path);
    } else if (attributes.isSymbolicLink()) {
      takeLink(source, path);
    } else if (attributes.isRegularFile()) {
      takeFile(source, path, attributes);
    } else {
      throw new XbpsFormatException(
          path + ": a package holds files, links and directories only; remove it from " + destdir);
    }
  }

  private void takeLink(Path source, String path) throws IOException {
    String target = Files.readSymbolicLink(source).toString();
    members.add(new Member(source, "." + path, TarEntry.Type.SYMBOLIC_LINK, 0777, 0, target));
    links.add(new PackageContents.Link(path, absolute(path, target)));
  }

  private void takeFile(Path source, String path, BasicFileAttributes attributes)
      throws IOException {
    int mode = (int) Files.getAttribute(source, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    var member = new Member(source, "." + path, TarEntry.Type.FILE, mode, attributes.size(), "");
    if (SCRIPTS.contains(path.substring(1))) {
      scripts.add(member);
      return;
    }
    PackageContents.RegularFile first =
        attributes.fileKey() == null ? null : filesByInode.get(attributes.fileKey());
    if (first == null) {
      members.add(member);
      installedSizeBytes += attributes.size();
      files.add(regularFile(path, Sha256.hex(Sha256.ofFile(source)), attributes.size()));
      filesByInode.put(attributes.fileKey(), files.getLast());
    } else {
      members.add(
          new Member(source, "." + path, TarEntry.Type.HARD_LINK, mode, 0, "." + first.path()));
      files.add(regularFile(path, first.sha256(), first.sizeBytes()));
    }
  }

  private PackageContents.RegularFile regularFile(String path, String sha256, long sizeBytes) {
    return new PackageContents.RegularFile(
        path, sha256, sizeBytes, configurationFiles.contains(path), false);
  }

  /// Where a link at `path` points to, seen from the root of the target system.
  private static String absolute(String path, String target) {
    Path parent = Path.of(path).getParent();
    return parent == null ? target : parent.resolve(target).normalize().toString();
  }
}
