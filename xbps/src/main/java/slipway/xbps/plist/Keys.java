package slipway.xbps.plist;

/// Gives equal keys as one object: the dictionaries of thousands of packages have the same few
/// keys.
///
/// A table of fixed size, in which a later key takes the place of an earlier one with the same
/// hash. Threads may overwrite each other's entries; what they read is always a whole text.
final class Keys {
  private static final int SLOTS = 512;
  private static final String[] SEEN = new String[SLOTS];

  private Keys() {}

  static String same(String key) {
    int slot = (key.hashCode() * 0x9E3779B1) >>> (Integer.SIZE - 9);
    String seen = SEEN[slot];
    if (key.equals(seen)) {
      return seen;
    }
    SEEN[slot] = key;
    return key;
  }
}
