package slipway.publisher;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which package files and signatures came or went since this publisher was opened, in order: what
/// a mirror lacks that had everything before. O(changes), where a walk is O(tree).
final class Changes {
  /// Beyond it the oldest are forgotten, and whoever wanted them walks the tree.
  static final int PATHS_MAX = 200_000;

  private final ArrayDeque<String> paths = new ArrayDeque<>();
  private long forgotten;

  /// Call it once the file is in its place, or gone, and before an index says so.
  ///
  /// @param path relative to the root
  synchronized void note(String path) {
    paths.addLast(path);
    if (paths.size() > PATHS_MAX) {
      paths.removeFirst();
      forgotten++;
    }
  }

  /// How many changes there were until now.
  synchronized long position() {
    return forgotten + paths.size();
  }

  /// The paths that changed between two positions; nothing if they are forgotten.
  synchronized Optional<SortedSet<String>> between(long from, long to) {
    if (from < forgotten) {
      return Optional.empty();
    }
    var between = new TreeSet<String>();
    paths.stream().skip(from - forgotten).limit(to - from).forEach(between::add);
    return Optional.of(between);
  }
}
