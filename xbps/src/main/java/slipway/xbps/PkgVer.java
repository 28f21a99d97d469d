package slipway.xbps;

import java.nio.charset.StandardCharsets;

/// A package's name and version, written `NAME-VERSION_REVISION`: `foo-bar-1.0_1`.
///
/// @param name at most [#NAME_BYTES_MAX] bytes
/// @param version with its revision, as XBPS understands the word: `1.0_1`
public record PkgVer(String name, String version) {
  /// The longest name that the client can hold, in bytes of UTF-8.
  public static final int NAME_BYTES_MAX = 63;

  /// Checks both parts; the message of what is thrown names the offending text.
  public PkgVer {
    checkName(name);
    if (!isVersion(version)) {
      throw new XbpsFormatException(
          "\"%s\" is not a version with a revision, such as 1.0_1".formatted(version));
    }
  }

  /// Splits at the last `-`.
  ///
  /// @throws XbpsFormatException if the text is not a pkgver
  public static PkgVer parse(String pkgver) {
    int dash = pkgver.lastIndexOf('-');
    if (dash <= 0 || !isVersion(pkgver.substring(dash + 1))) {
      throw new XbpsFormatException(
          "\"%s\" is not a pkgver: it must read NAME-VERSION_REVISION, such as foo-1.0_1"
              .formatted(pkgver));
    }
    return new PkgVer(pkgver.substring(0, dash), pkgver.substring(dash + 1));
  }

  /// What follows the last `_` of the version; 0 if nothing does.
  public int revision() {
    String digits = version.substring(version.lastIndexOf('_') + 1);
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return name + "-" + version;
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new XbpsFormatException("a package name must not be empty");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > NAME_BYTES_MAX) {
      throw new XbpsFormatException(
          "the package name \"%s\" has %d bytes; XBPS allows %d"
              .formatted(name, bytes, NAME_BYTES_MAX));
    }
    // A name becomes part of a file name: it must not be hidden, nor reach into another directory.
    if (name.startsWith(".") || !isOfNameCharacters(name)) {
      throw new XbpsFormatException(
          "the package name \"%s\" begins with a dot or holds a blank, a slash or a control character"
              .formatted(name));
    }
  }

  private static boolean isOfNameCharacters(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == '/' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /// At least one digit before the first `_`; behind it only digits and further `_`, at least one
  /// character.
  private static boolean isVersion(String text) {
    int underscore = text.indexOf('_');
    if (underscore < 0 || underscore == text.length() - 1) {
      return false;
    }
    boolean digit = false;
    for (int i = 0; i < underscore; i++) {
      char c = text.charAt(i);
      digit |= isDigit(c);
      if (c <= ' ' || c == '/' || c == 0x7f) {
        return false;
      }
    }
    int revisionDigits = 0;
    for (int i = underscore + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && c != '_') {
        return false;
      }
      revisionDigits = c == '_' ? 0 : revisionDigits + 1;
    }
    return digit && revisionDigits <= 9;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
