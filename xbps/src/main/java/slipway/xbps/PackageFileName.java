package slipway.xbps;

/// The name of a binary package's file, `PKGVER.ARCH.xbps`: `foo-1.0_1.x86_64-musl.xbps`.
///
/// @param architecture a machine name or `noarch`
public record PackageFileName(PkgVer pkgver, String architecture) {
  static final String SUFFIX = ".xbps";
  private static final int ARCHITECTURE_CHARACTERS_MAX = 64;

  public PackageFileName {
    checkArchitecture(architecture);
  }

  /// Reads a file's name; directories in front of it are dropped.
  ///
  /// @throws XbpsFormatException if this cannot be the name of a package file
  public static PackageFileName parse(String fileName) {
    String base = fileName.substring(fileName.lastIndexOf('/') + 1);
    int dot = base.lastIndexOf('.', base.length() - SUFFIX.length() - 1);
    if (!base.endsWith(SUFFIX) || dot < 0) {
      throw new XbpsFormatException(
          "\"%s\" is not the name of a package file: it must read PKGVER.ARCH.xbps"
              .formatted(base));
    }
    try {
      return new PackageFileName(
          PkgVer.parse(base.substring(0, dot)),
          base.substring(dot + 1, base.length() - SUFFIX.length()));
    } catch (XbpsFormatException bad) {
      throw bad.in(base);
    }
  }

  /// The name of the current signature file that belongs to this package file.
  public String signatureName() {
    return this + ".sig2";
  }

  @Override
  public String toString() {
    return pkgver + "." + architecture + SUFFIX;
  }

  /// Letters, digits, `_` and `-`: nothing that could reach out of a directory.
  static void checkArchitecture(String architecture) {
    if (!isArchitecture(architecture)) {
      throw new XbpsFormatException(
          "\"%s\" is not an architecture, such as x86_64-musl or noarch".formatted(architecture));
    }
  }

  private static boolean isArchitecture(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (c < '0' || c > '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= ARCHITECTURE_CHARACTERS_MAX;
  }
}
