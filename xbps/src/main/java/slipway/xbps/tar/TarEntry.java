package slipway.xbps.tar;

/// One member of a tar archive.
///
/// @param mode permission bits, with set-uid, set-gid and sticky: 12 bits
/// @param size of the data that follows, in bytes; 0 for all but files
/// @param mtimeSeconds since 1970
/// @param target what a link points to, otherwise empty
/// @param owner user and group, by name or else by number: `root:root`; [TarWriter] writes that
///   alone
public record TarEntry(
    String name, Type type, int mode, long size, long mtimeSeconds, String target, String owner) {
  public TarEntry(String name, Type type, int mode, long size, long mtimeSeconds, String target) {
    this(name, type, mode, size, mtimeSeconds, target, "root:root");
  }

  /// What a member can be. Devices, fifos and the like are [#OTHER].
  public enum Type {
    FILE('0'),
    HARD_LINK('1'),
    SYMBOLIC_LINK('2'),
    DIRECTORY('5'),
    OTHER('?');

    final char flag;

    Type(char flag) {
      this.flag = flag;
    }

    static Type of(char flag) {
      return switch (flag) {
        case '0', '\0', '7' -> FILE;
        case '1' -> HARD_LINK;
        case '2' -> SYMBOLIC_LINK;
        case '5' -> DIRECTORY;
        default -> OTHER;
      };
    }
  }

  public static TarEntry file(String name, int mode, long size, long mtimeSeconds) {
    return new TarEntry(name, Type.FILE, mode, size, mtimeSeconds, "");
  }

  public static TarEntry link(Type type, String name, int mode, long mtimeSeconds, String target) {
    return new TarEntry(name, type, mode, 0, mtimeSeconds, target);
  }
}
