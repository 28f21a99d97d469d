package slipway.xbps;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.xbps.plist.PropertyList;

/// What a repository's index says of one package: the package's properties without those that the
/// index leaves out, plus digest and size of the file. Immutable; equal entries are written with
/// equal bytes.
public final class RepoEntry implements PackageFacts {
  private final SortedMap<String, Object> dictionary;
  private final PkgVer pkgver;
  private final byte[] indexMember;
  private final String sourcePackage;

  // Asked for again and again, of thousands of entries.
  private final List<String> runDepends;
  private final List<String> provides;
  private final List<String> shlibProvides;
  private final List<String> shlibRequires;

  private RepoEntry(SortedMap<String, Object> dictionary) {
    this.dictionary = dictionary;
    PropertyTypes.check(dictionary);
    // Clients abort on an entry that lacks one of these, the size excepted.
    PropertyTypes.require(dictionary, "architecture", "filename-sha256", "filename-size");
    Sha256.parse(filenameSha256());
    PackageFileName.checkArchitecture(architecture());
    this.pkgver = PkgVer.parse(PropertyTypes.text(dictionary, "pkgver"));
    this.sourcePackage = string("sourcepkg").orElseGet(pkgver::name);
    this.runDepends = strings("run_depends");
    this.provides = strings("provides");
    this.shlibProvides = strings("shlib-provides");
    this.shlibRequires = strings("shlib-requires");
    this.indexMember = PropertyList.writeMember(pkgver.name(), dictionary);
  }

  /// The entry for a package file.
  ///
  /// @param sha256 of the whole file, 64 lower-case hexadecimal digits
  /// @param sizeBytes of the whole file
  public static RepoEntry of(PackageProperties properties, String sha256, long sizeBytes) {
    var dictionary = new TreeMap<>(properties.dictionary());
    dictionary.remove("pkgname");
    dictionary.remove("version");
    dictionary.remove("packaged-with");
    dictionary.put("filename-sha256", sha256);
    dictionary.put("filename-size", sizeBytes);
    return of(dictionary);
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

  /// The entry with its key, as it stands in an index. Not to be changed.
  byte[] indexMember() {
    return indexMember;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RepoEntry entry && Arrays.equals(indexMember, entry.indexMember));
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
