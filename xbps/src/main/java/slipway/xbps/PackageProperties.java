package slipway.xbps;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.xbps.plist.PropertyList;

/// The `props.plist` of a package: a view of the dictionary, keys unknown to us included.
public record PackageProperties(SortedMap<String, Object> dictionary) implements PackageFacts {
  /// Copies and checks the dictionary.
  ///
  /// @throws XbpsFormatException if a required key is missing, has the wrong type or contradicts
  ///   another
  public PackageProperties {
    dictionary = PropertyList.copyOf(dictionary);
    PropertyTypes.check(dictionary);
    PropertyTypes.require(dictionary, "pkgname", "short_desc", "version");
    PackageFileName.checkArchitecture(PropertyTypes.text(dictionary, "architecture"));
    PkgVer pkgver = PkgVer.parse(PropertyTypes.text(dictionary, "pkgver"));
    if (!pkgver.name().equals(dictionary.get("pkgname"))
        || !pkgver.version().equals(dictionary.get("version"))) {
      throw new XbpsFormatException(
          "pkgver is %s, but pkgname is %s and version is %s"
              .formatted(pkgver, dictionary.get("pkgname"), dictionary.get("version")));
    }
  }

  /// The least that a package must say; [#with] adds the rest.
  public static PackageProperties of(PkgVer pkgver, String architecture, String shortDescription) {
    return new PackageProperties(
        new TreeMap<>(
            Map.of(
                "architecture", architecture,
                "pkgname", pkgver.name(),
                "pkgver", pkgver.toString(),
                "short_desc", shortDescription,
                "version", pkgver.version())));
  }

  /// Reads a `props.plist`.
  public static PackageProperties read(byte[] plist) {
    return new PackageProperties(PropertyList.read(plist));
  }

  /// The same with one more key, spelled as in `props.plist` (`homepage`, `run_depends`, …). An
  /// empty text or list, and `false`, mean that the key is absent.
  public PackageProperties with(String key, Object value) {
    var changed = new TreeMap<>(dictionary);
    if (value.equals("") || value.equals(List.of()) || value.equals(false)) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    return new PackageProperties(changed);
  }

  /// The name that the package's file must have.
  public PackageFileName fileName() {
    return new PackageFileName(pkgver(), architecture());
  }

  byte[] toPropertyList() {
    return PropertyList.write(dictionary);
  }
}
