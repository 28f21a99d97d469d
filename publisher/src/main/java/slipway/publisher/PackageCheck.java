package slipway.publisher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import slipway.xbps.DependencyPattern;
import slipway.xbps.PackageFile;
import slipway.xbps.PackageFileName;
import slipway.xbps.PackageProperties;
import slipway.xbps.PkgVer;
import slipway.xbps.XbpsFormatException;

/// Looks at a delivered package alone, before it touches the repository. `xbps-rindex` checks none
/// of this.
final class PackageCheck {
  private PackageCheck() {}

  /// A package that may enter, as far as it alone is concerned.
  record Checked(Path source, PackageFile file, IndexPlace place) {
    PackageFileName fileName() {
      return file.properties().fileName();
    }
  }

  static Checked check(Path source, Delivery delivery, Layout layout)
      throws PackageRejected, IOException {
    PackageFile file;
    try {
      file = PackageFile.read(source);
    } catch (XbpsFormatException bad) {
      throw new PackageRejected(
          source, "it is no sound package: " + bad.getMessage(), "Build or upload it again.");
    }
    PackageProperties properties = file.properties();
    if (!properties.fileName().toString().equals(String.valueOf(source.getFileName()))) {
      throw new PackageRejected(
          source,
          "its properties say that it is " + properties.fileName(),
          "Clients look for the file under that name: rename it.");
    }
    IndexPlace place = placeOf(source, properties, delivery, layout);
    checkPatterns(source, "run_depends", properties.runDepends());
    checkPatterns(source, "conflicts", properties.conflicts());
    checkPatterns(source, "replaces", properties.replaces());
    for (String provided : properties.provides()) {
      if (!isPkgver(provided)) {
        throw new PackageRejected(
            source,
            "it provides \"" + provided + "\", which has no version",
            "Write it as name-1.0_1.");
      }
    }
    return new Checked(source, file, place);
  }

  private static IndexPlace placeOf(
      Path source, PackageProperties properties, Delivery delivery, Layout layout)
      throws PackageRejected {
    IndexPlace place;
    try {
      place =
          layout.placeOf(
              delivery.architecture(), delivery.repository(), properties.pkgver().name());
    } catch (IllegalArgumentException unknown) {
      throw new PackageRejected(
          source, String.valueOf(unknown.getMessage()), "Mend repository= in its template.");
    }
    String architecture = properties.architecture();
    if (!architecture.equals(place.architecture()) && !architecture.equals("noarch")) {
      throw new PackageRejected(
          source,
          "it is for %s, but was delivered for %s".formatted(architecture, delivery.architecture()),
          "Build it for that architecture.");
    }
    return place;
  }

  /// A client stops at a dependency whose name it cannot tell.
  private static void checkPatterns(Path source, String key, List<String> patterns)
      throws PackageRejected {
    for (String pattern : patterns) {
      if (pattern.startsWith("virtual?") || DependencyPattern.nameOf(pattern).isEmpty()) {
        throw new PackageRejected(
            source,
            "%s holds \"%s\", whose package name no client can tell".formatted(key, pattern),
            "Write it as name>=0.");
      }
    }
  }

  private static boolean isPkgver(String text) {
    try {
      PkgVer.parse(text);
      return true;
    } catch (XbpsFormatException bad) {
      return false;
    }
  }
}
