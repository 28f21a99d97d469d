package slipway.xbps;

import java.io.IOException;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarReader;

/// The members of a package in their order, each checked before it is used.
///
/// First come the metadata: scripts, `props.plist`, `files.plist`, all within the first four
/// members and before any file. The client aborts on a package that is not so.
final class PackageMembers {
  private static final int METADATA_MEMBERS_MAX = 4;
  private static final int PLIST_BYTES_MAX = 256 << 20;

  /// Until here a member's word for its size is taken before its bytes are there.
  private static final int TRUSTED_BYTES_MAX = 1 << 20;

  private static final Set<String> SCRIPTS = Set.of("INSTALL", "REMOVE");

  private final TarReader tar;
  private final Set<String> metadataSeen = new HashSet<>();

  /// SHA-256 and size of each file member, under its path, hard links included.
  private final Map<String, Packed> files = new HashMap<>();

  private final Map<String, TarEntry> links = new HashMap<>();
  private byte @Nullable [] filesPlist;

  PackageMembers(TarReader tar) {
    this.tar = tar;
  }

  private record Packed(String sha256, long sizeBytes) {}

  /// Must be called first, and once.
  PackageProperties readProperties() throws IOException {
    while (true) {
      TarEntry entry = nextMetadata("props.plist");
      String path = pathOf(entry);
      if (path.equals("props.plist")) {
        return PackageProperties.read(plist(path, entry.size()));
      }
      if (path.equals("files.plist")) {
        filesPlist = plist(path, entry.size());
      }
    }
  }

  /// Reads as far as the list of files; instead of [#readAll].
  PackageContents readList() throws IOException {
    while (filesPlist == null) {
      TarEntry entry = nextMetadata("files.plist");
      if (pathOf(entry).equals("files.plist")) {
        filesPlist = plist("files.plist", entry.size());
      }
    }
    return PackageContents.read(filesPlist);
  }

  /// Reads what follows the properties, passing files and links on to `sink`.
  PackageContents readAll(MemberSink sink) throws IOException {
    PackageContents contents = readList();
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      TarEntry entry = next.get();
      String path = pathOf(entry);
      if (SCRIPTS.contains(path) && metadataSeen.size() < METADATA_MEMBERS_MAX && files.isEmpty()) {
        checkMetadata(entry, path);
      } else {
        take(path, entry, sink);
      }
    }
    compare(contents);
    return contents;
  }

  private TarEntry nextMetadata(String wanted) throws IOException {
    TarEntry entry =
        tar.next().orElseThrow(() -> new XbpsFormatException("there is no ./" + wanted + " in it"));
    checkMetadata(entry, pathOf(entry));
    return entry;
  }

  private void checkMetadata(TarEntry entry, String path) {
    boolean known =
        SCRIPTS.contains(path) || path.equals("props.plist") || path.equals("files.plist");
    if (!known || entry.type() != TarEntry.Type.FILE || !metadataSeen.add(path)) {
      throw new XbpsFormatException(
          "member %s stands where only ./INSTALL, ./REMOVE, ./props.plist and ./files.plist may stand, once each"
              .formatted(entry.name()));
    }
  }

  private byte[] plist(String path, long sizeBytes) throws IOException {
    if (sizeBytes > PLIST_BYTES_MAX) {
      throw new XbpsFormatException(path + " has more than " + PLIST_BYTES_MAX + " bytes");
    }
    if (sizeBytes > TRUSTED_BYTES_MAX) {
      return tar.readNBytes((int) sizeBytes);
    }
    byte[] bytes = new byte[(int) sizeBytes];
    tar.readNBytes(bytes, 0, bytes.length);
    return bytes;
  }

  private void take(String path, TarEntry entry, MemberSink sink) throws IOException {
    if (files.containsKey(path) || links.containsKey(path)) {
      throw new XbpsFormatException("member " + entry.name() + " is there twice");
    }
    checkNoLinkAbove(path);
    switch (entry.type()) {
      case FILE -> {
        var data = new DigestInputStream(tar, Sha256.digest());
        sink.take(path, entry, data);
        String sha256 = Sha256.hex(data.getMessageDigest().digest());
        files.put(path, new Packed(sha256, entry.size()));
      }
      case HARD_LINK -> {
        Packed original = files.get(relative(entry.target()));
        if (original == null) {
          throw new XbpsFormatException(
              "member %s is a hard link to %s, which is no file before it"
                  .formatted(entry.name(), entry.target()));
        }
        sink.take(path, entry, tar);
        files.put(path, original);
      }
      case SYMBOLIC_LINK -> {
        links.put(path, entry);
        sink.take(path, entry, tar);
      }
      case DIRECTORY, OTHER ->
          throw new XbpsFormatException(
              "member %s is neither a file nor a link".formatted(entry.name()));
    }
  }

  /// A file below a link that the package brings would land wherever the link points to.
  private void checkNoLinkAbove(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String directory = path.substring(0, slash);
      if (links.containsKey(directory) || files.containsKey(directory)) {
        throw new XbpsFormatException(
            "member ./%s lies below ./%s, which is no directory".formatted(path, directory));
      }
    }
  }

  private void compare(PackageContents contents) {
    var unlisted = new TreeSet<>(files.keySet());
    unlisted.addAll(links.keySet());
    for (PackageContents.RegularFile file : contents.files()) {
      String path = relative("." + file.path());
      var promised = new Packed(file.sha256(), file.sizeBytes());
      if (!promised.equals(files.get(path))) {
        throw new XbpsFormatException(
            "files.plist promises %s with %s, but the archive has %s"
                .formatted(file.path(), promised, files.getOrDefault(path, new Packed("none", 0))));
      }
      unlisted.remove(path);
    }
    for (PackageContents.Link link : contents.links()) {
      String path = relative("." + link.path());
      if (!links.containsKey(path)) {
        throw new XbpsFormatException("files.plist promises the link " + link.path() + " in vain");
      }
      unlisted.remove(path);
    }
    if (!unlisted.isEmpty()) {
      throw new XbpsFormatException("files.plist does not list ./" + unlisted.getFirst());
    }
  }

  private static String pathOf(TarEntry entry) {
    return relative(entry.name());
  }

  /// `./usr/bin/x` as `usr/bin/x`.
  ///
  /// @throws XbpsFormatException if the name does not begin with `./`, or tries a trick
  private static String relative(String name) {
    String path = name.startsWith("./") ? name.substring(2) : "";
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new XbpsFormatException(
            "member \"%s\": a name must begin with ./ and hold no empty part, no . and no .."
                .formatted(name));
      }
    }
    return path;
  }
}
