package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarReader;

/// What sets two builds of a package apart, but for when, where and with which tool they were made:
/// times and the compression do not count, nor do the properties [#OF_THE_BUILD].
public final class PackageDifferences {
  /// `build-date` is the time; `packaged-with` the version of `xbps-create`; `source-revisions` the
  /// commit that was checked out, which may differ though the template is the same.
  static final Set<String> OF_THE_BUILD =
      Set.of("build-date", "build-host", "packaged-with", "source-revisions");

  private static final int PLIST_BYTES_MAX = 256 << 20;

  private PackageDifferences() {}

  /// @return `usr/bin/foo` for members, `property run_depends` for properties, in their order;
  ///   empty if the packages are the same to whoever installs them
  /// @throws XbpsFormatException if one of the files is no sound package
  public static List<String> between(Path one, Path other) throws IOException {
    SortedMap<String, String> here = facts(one);
    SortedMap<String, String> there = facts(other);
    var differences = new TreeSet<>(here.keySet());
    differences.addAll(there.keySet());
    differences.removeIf(
        name -> Optional.ofNullable(here.get(name)).equals(Optional.ofNullable(there.get(name))));
    return List.copyOf(differences);
  }

  /// What each member and each property is, as a text.
  private static SortedMap<String, String> facts(Path file) throws IOException {
    var facts = new TreeMap<String, String>();
    try (InputStream in = Files.newInputStream(file);
        InputStream unpacked = Compression.unpack(in)) {
      var tar = new TarReader(unpacked);
      for (var next = tar.next(); next.isPresent(); next = tar.next()) {
        TarEntry entry = next.get();
        switch (entry.name()) {
          case "./props.plist" -> addProperties(PropertyList.read(plist(tar)), facts);
          // Its digests are the members'; what else it has are times, and this.
          case "./files.plist" -> addMutable(PackageContents.read(plist(tar)), facts);
          default -> facts.put(entry.name().replaceFirst("^\\./", ""), fact(entry, tar));
        }
      }
    } catch (XbpsFormatException bad) {
      throw bad.in(String.valueOf(file.getFileName()));
    }
    return facts;
  }

  private static byte[] plist(TarReader tar) throws IOException {
    return tar.readNBytes(PLIST_BYTES_MAX);
  }

  private static void addProperties(
      SortedMap<String, Object> properties, SortedMap<String, String> facts) {
    properties.forEach((key, value) -> {
      if (!OF_THE_BUILD.contains(key)) {
        byte[] text = PropertyList.writeMember(key, value);
        facts.put("property " + key, new String(text, StandardCharsets.UTF_8));
      }
    });
  }

  private static void addMutable(PackageContents contents, SortedMap<String, String> facts) {
    contents.files().stream()
        .filter(PackageContents.RegularFile::mutable)
        .forEach(file -> facts.put("mutable " + file.path(), "yes"));
  }

  private static String fact(TarEntry entry, TarReader tar) throws IOException {
    var data = new DigestInputStream(tar, Sha256.digest());
    data.transferTo(OutputStream.nullOutputStream());
    return "%s %o %s %s %s"
        .formatted(
            entry.type(),
            entry.mode(),
            entry.owner(),
            entry.target(),
            Sha256.hex(data.getMessageDigest().digest()));
  }
}
