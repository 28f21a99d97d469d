package slipway.worker.space;

/// What a file system says to one more file.
public enum Room {
  ENOUGH("room"),
  NO_SPACE("no space left"),
  NO_INODES("no inode left"),
  NO_QUOTA("the quota is used up");

  private final String words;

  Room(String words) {
    this.words = words;
  }

  /// For people: `no space left`.
  public String words() {
    return words;
  }
}
