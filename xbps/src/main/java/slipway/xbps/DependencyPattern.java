package slipway.xbps;

import java.util.Optional;

/// Patterns over pkgvers, as they stand in `run_depends`, `conflicts` and `replaces`.
///
/// A pattern is a range (`foo>=1.2<2`), a glob over the whole pkgver (`foo-[0-9]*`), or a pkgver
/// itself.
public final class DependencyPattern {
  private DependencyPattern() {}

  /// Whether `pkgver` satisfies `pattern`. A bare name matches nothing.
  public static boolean matches(String pkgver, String pattern) {
    if (pkgver.equals(pattern)) {
      return true;
    }
    if (firstOf(pattern, "<>") >= 0) {
      return inRange(pkgver, pattern);
    }
    return firstOf(pattern, "*?[]") >= 0 && Glob.matches(pattern, pkgver);
  }

  /// The package name that a pattern speaks of, or nothing where it cannot be told, as for a bare
  /// name.
  public static Optional<String> nameOf(String pattern) {
    int end = firstOf(pattern, "><*?[]");
    if (end < 0) {
      return nameOfPkgVer(pattern);
    }
    String name = pattern.substring(0, end);
    if (name.endsWith("-")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static Optional<String> nameOfPkgVer(String pattern) {
    try {
      return Optional.of(PkgVer.parse(pattern).name());
    } catch (XbpsFormatException bareName) {
      return Optional.empty();
    }
  }

  /// One bound, or a lower and then an upper one. A lower bound behind an upper one is part of the
  /// upper one's version, and so without effect, as in the client.
  private static boolean inRange(String pkgver, String pattern) {
    int operator = firstOf(pattern, "<>");
    int dash = pkgver.lastIndexOf('-');
    if (dash < 0 || !pkgver.substring(0, dash).equals(pattern.substring(0, operator))) {
      return false;
    }
    String version = pkgver.substring(dash + 1);
    String bounds = pattern.substring(operator);
    int upper = bounds.startsWith(">") ? bounds.indexOf('<') : -1;
    if (upper < 0) {
      return holds(version, bounds);
    }
    return holds(version, bounds.substring(upper)) && holds(version, bounds.substring(0, upper));
  }

  private static boolean holds(String version, String bound) {
    boolean orEqual = bound.startsWith("=", 1);
    int order = Version.compare(version, bound.substring(orEqual ? 2 : 1));
    return order == 0 ? orEqual : (order < 0) == (bound.charAt(0) == '<');
  }

  private static int firstOf(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
