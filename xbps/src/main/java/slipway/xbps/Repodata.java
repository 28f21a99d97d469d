package slipway.xbps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.xbps.plist.FrozenMap;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.plist.Writer;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarReader;
import slipway.xbps.tar.TarWriter;

/// The index of one repository directory for one architecture, `ARCH-repodata`. Immutable.
///
/// @param index what everybody sees, by package name in byte order; a [FrozenMap]
/// @param key of the repository; nothing if it is not signed
/// @param stage what waits to go into the index; builders see it, laid over the index; a
///   [FrozenMap]
public record Repodata(
    SortedMap<String, RepoEntry> index,
    Optional<RepositoryKey> key,
    SortedMap<String, RepoEntry> stage) {
  static final String INDEX = "index.plist";
  static final String META = "index-meta.plist";
  static final String STAGE = "stage.plist";
  private static final byte[] UNSIGNED = "DEADBEEF".getBytes(StandardCharsets.US_ASCII);

  public Repodata {
    index = sorted(index);
    stage = sorted(stage);
  }

  public static Repodata empty() {
    return new Repodata(new TreeMap<>(), Optional.empty(), new TreeMap<>());
  }

  /// The file's name in the repository's directory.
  public static String fileName(String architecture) {
    PackageFileName.checkArchitecture(architecture);
    return architecture + "-repodata";
  }

  /// Reads a repository's index.
  ///
  /// @throws XbpsFormatException if a client could not read it either, or would abort on an entry
  public static Repodata read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (XbpsFormatException bad) {
      throw bad.in(file.toString());
    }
  }

  /// As [#read(Path)]. The stream is read to the end of the archive and not closed.
  public static Repodata read(InputStream in) throws IOException {
    try (InputStream unpacked = Compression.unpack(in)) {
      return read(new TarReader(unpacked));
    }
  }

  private static Repodata read(TarReader tar) throws IOException {
    byte[] index = member(tar, INDEX);
    byte[] meta = member(tar, META);
    Optional<TarEntry> third = tar.next();
    byte[] stage = third.isPresent() && third.get().name().equals(STAGE) ? data(tar) : new byte[0];
    Optional<RepositoryKey> key =
        meta.length == 0 || Arrays.equals(meta, UNSIGNED)
            ? Optional.empty()
            : Optional.of(RepositoryKey.read(meta));
    return new Repodata(entries(INDEX, index), key, entries(STAGE, stage));
  }

  /// Creates or replaces the file, durably and at once: a reader sees the old or the new one.
  public void write(Path file) throws IOException {
    DurableFile.write(file, this::writeTo);
  }

  /// As [#write(Path)], with a modification time, by which clients tell whether there is anything
  /// new.
  public void write(Path file, FileTime mtime) throws IOException {
    DurableFile.write(file, Optional.of(mtime), this::writeTo);
  }

  /// The index with the stage laid over it: what builders see.
  public SortedMap<String, RepoEntry> merged() {
    return FrozenMap.copyOf(index).with(stage);
  }

  public Repodata withIndex(SortedMap<String, RepoEntry> other) {
    return new Repodata(other, key, stage);
  }

  public Repodata withStage(SortedMap<String, RepoEntry> other) {
    return new Repodata(index, key, other);
  }

  public Repodata withKey(RepositoryKey other) {
    return new Repodata(index, Optional.of(other), stage);
  }

  /// The archive, not yet compressed.
  byte[] toTar() throws IOException {
    var out = new ByteArrayOutputStream();
    var tar = new TarWriter(out);
    add(tar, INDEX, plist(index.values()));
    add(tar, META, metaPlist());
    add(tar, STAGE, plist(stage.values()));
    tar.finish();
    return out.toByteArray();
  }

  byte[] metaPlist() {
    return key.map(RepositoryKey::toPropertyList).orElseGet(() -> new byte[0]);
  }

  private void writeTo(OutputStream out) throws IOException {
    try (OutputStream packed = Compression.pack(out)) {
      packed.write(toTar());
    }
  }

  private static void add(TarWriter tar, String name, byte[] data) throws IOException {
    tar.add(TarEntry.file(name, 0644, data.length, 0), data);
  }

  private static byte[] plist(Collection<RepoEntry> entries) {
    if (entries.isEmpty()) {
      return new byte[0];
    }
    var members = new Writer();
    entries.forEach(entry -> entry.writeTo(members));
    var out = new ByteArrayOutputStream(members.length() + (1 << 10));
    out.writeBytes(PropertyList.header());
    out.write(members.buffer(), 0, members.length());
    out.writeBytes(PropertyList.footer());
    return out.toByteArray();
  }

  private static byte[] member(TarReader tar, String name) throws IOException {
    Optional<TarEntry> entry = tar.next();
    if (entry.isEmpty() || !entry.get().name().equals(name)) {
      throw new XbpsFormatException(
          "%s expected, but there is %s"
              .formatted(name, entry.map(TarEntry::name).orElse("nothing")));
    }
    return data(tar);
  }

  private static byte[] data(TarReader tar) throws IOException {
    byte[] data = tar.readNBytes(PropertyList.BYTES_MAX + 1);
    if (data.length > PropertyList.BYTES_MAX) {
      throw new XbpsFormatException("the index has more than " + PropertyList.BYTES_MAX + " bytes");
    }
    return data;
  }

  private static SortedMap<String, RepoEntry> entries(String member, byte[] plist) {
    var entries = new TreeMap<String, RepoEntry>(PropertyList.BYTE_ORDER);
    if (plist.length == 0) {
      return entries;
    }
    for (Map.Entry<String, Object> named : PropertyList.read(plist).entrySet()) {
      entries.put(named.getKey(), entry(member, named.getKey(), named.getValue()));
    }
    return entries;
  }

  @SuppressWarnings("unchecked") // Keys of a property list are always text.
  private static RepoEntry entry(String member, String name, Object value) {
    if (!(value instanceof SortedMap<?, ?> dictionary)) {
      throw new XbpsFormatException(member + ": " + name + " is not a dictionary");
    }
    try {
      RepoEntry entry = RepoEntry.of((SortedMap<String, Object>) dictionary);
      if (!entry.name().equals(name)) {
        throw new XbpsFormatException("the entry is that of " + entry.pkgver());
      }
      return entry;
    } catch (XbpsFormatException bad) {
      throw bad.in(member + ": " + name);
    }
  }

  private static SortedMap<String, RepoEntry> sorted(SortedMap<String, RepoEntry> entries) {
    if (entries instanceof FrozenMap) {
      return entries;
    }
    FrozenMap<RepoEntry> sorted = FrozenMap.copyOf(entries);
    sorted.forEach((name, entry) -> {
      if (!entry.name().equals(name)) {
        throw new IllegalArgumentException(entry + " stands under the name " + name);
      }
    });
    return sorted;
  }
}
