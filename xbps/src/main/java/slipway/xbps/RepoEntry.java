package slipway.xbps;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.plist.Writer;

/// What a repository's index says of one package: the package's properties without those that the
/// index leaves out, plus digest and size of the file. Immutable; equal entries are written with
/// equal bytes.
public final class RepoEntry implements PackageFacts {
  private static final List<String> LEFT_OUT = List.of("packaged-with", "pkgname", "version");

  private final SortedMap<String, Object> dictionary;
  private final PkgVer pkgver;
  private final String sourcePackage;

  // Asked for again and again, of thousands of entries.
  private final List<String> runDepends;
  private final List<String> provides;
  private final List<String> shlibProvides;
  private final List<String> shlibRequires;
  private final long providedNameBits;
  private final long neededNameBits;

  private RepoEntry(SortedMap<String, Object> dictionary) {
    this.dictionary = dictionary;
    PropertyTypes.check(dictionary);
    // Clients abort on an entry that lacks one of these, the size excepted.
    PropertyTypes.require(dictionary, "architecture", "filename-sha256", "filename-size");
    Sha256.check(filenameSha256());
    PackageFileName.checkArchitecture(architecture());
    this.pkgver = PkgVer.parse(PropertyTypes.text(dictionary, "pkgver"));
    this.sourcePackage = string("sourcepkg").orElseGet(pkgver::name);
    this.runDepends = strings("run_depends");
    this.provides = strings("provides");
    this.shlibProvides = strings("shlib-provides");
    this.shlibRequires = strings("shlib-requires");
    this.providedNameBits =
        NameBits.of(pkgver.name()) | NameBits.of(shlibProvides) | NameBits.ofNamesIn(provides);
    this.neededNameBits = NameBits.of(shlibRequires) | NameBits.ofNamesIn(runDepends);
  }

  /// The entry for a package file.
  ///
  /// @param sha256 of the whole file, 64 lower-case hexadecimal digits
  /// @param sizeBytes of the whole file
  public static RepoEntry of(PackageProperties properties, String sha256, long sizeBytes) {
    return of(
        PropertyList.copyOf(properties.dictionary())
            .without(LEFT_OUT)
            .with(Map.of("filename-sha256", sha256, "filename-size", sizeBytes)));
  }

  /// As [#of(PackageProperties, String, long)].
  public static RepoEntry of(PackageFile file) {
    return of(file.properties(), file.sha256(), file.sizeBytes());
  }

  /// An entry as it stands in an index.
  ///
  /// @throws XbpsFormatException if it lacks what every client needs
  public static RepoEntry of(SortedMap<String, Object> dictionary) {
    return new RepoEntry(PropertyList.copyOf(dictionary));
  }

  @Override
  public SortedMap<String, Object> dictionary() {
    return dictionary;
  }

  @Override
  public PkgVer pkgver() {
    return pkgver;
  }

  @Override
  public String sourcePackage() {
    return sourcePackage;
  }

  @Override
  public List<String> runDepends() {
    return runDepends;
  }

  @Override
  public List<String> provides() {
    return provides;
  }

  @Override
  public List<String> shlibProvides() {
    return shlibProvides;
  }

  @Override
  public List<String> shlibRequires() {
    return shlibRequires;
  }

  /// [NameBits] of its own name, its sonames and the names of what it provides.
  public long providedNameBits() {
    return providedNameBits;
  }

  /// [NameBits] of the sonames that it needs and of the packages that it depends on.
  public long neededNameBits() {
    return neededNameBits;
  }

  public String name() {
    return pkgver.name();
  }

  /// SHA-256 of the package file, 64 lower-case hexadecimal digits.
  public String filenameSha256() {
    return string("filename-sha256").orElseThrow();
  }

  /// Bytes of the package file.
  public long filenameSize() {
    return integer("filename-size").orElseThrow();
  }

  /// The name under which clients look for the package file.
  public PackageFileName fileName() {
    return new PackageFileName(pkgver, architecture());
  }

  /// Writes the entry with its key, as it stands in an index.
  void writeTo(Writer writer) {
    writer.add(pkgver.name(), dictionary);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RepoEntry entry
            && pkgver.equals(entry.pkgver)
            && filenameSha256().equals(entry.filenameSha256())
            && Arrays.equals(written(), entry.written()));
  }

  private byte[] written() {
    return PropertyList.write(dictionary);
  }

  @Override
  public int hashCode() {
    return pkgver.hashCode();
  }

  @Override
  public String toString() {
    return pkgver + " " + architecture();
  }
}
