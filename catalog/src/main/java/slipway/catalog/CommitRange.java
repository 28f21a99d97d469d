package slipway.catalog;

/// What came with a push.
///
/// @param title first line of the newest commit's message
/// @param author of the newest commit
/// @param count how many commits; 1 where the beginning is not known
public record CommitRange(String title, String author, int count) {
  /// Commits are counted up to here.
  public static final int COUNT_MAX = 10_000;
}
