package slipway.xbps;

import java.util.Collection;

/// One of 64 bits for each name. Sets of names whose bits have none in common have no name in
/// common, so most of 15,000 packages can be passed over without a look at their names.
public final class NameBits {
  private NameBits() {}

  public static long of(String name) {
    return 1L << ((name.hashCode() * 0x9E3779B1) >>> 26);
  }

  public static long of(Collection<String> names) {
    long bits = 0;
    for (String name : names) {
      bits |= of(name);
    }
    return bits;
  }

  /// Of the names that pkgvers or patterns speak of; the text itself where that cannot be told.
  static long ofNamesIn(Collection<String> patterns) {
    long bits = 0;
    for (String pattern : patterns) {
      bits |= of(DependencyPattern.nameOf(pattern).orElse(pattern));
    }
    return bits;
  }
}
