package slipway.publisher;

import java.nio.file.Path;
import slipway.xbps.Repodata;

/// Where one index is: a directory of the tree, and the architecture that clients of this index
/// have.
///
/// @param directory relative to the root, with `/` between its parts; empty for the root itself
public record IndexPlace(String directory, String architecture) implements Comparable<IndexPlace> {
  /// The index file below a root.
  Path file(Path root) {
    return root.resolve(directory).resolve(Repodata.fileName(architecture));
  }

  /// The path of a file in the directory, relative to the root.
  String pathOf(Object fileName) {
    return directory.isEmpty() ? fileName.toString() : directory + "/" + fileName;
  }

  /// The root first, so that what others need is written before them.
  @Override
  public int compareTo(IndexPlace other) {
    int order = directory.compareTo(other.directory);
    return order != 0 ? order : architecture.compareTo(other.architecture);
  }

  @Override
  public String toString() {
    return pathOf(Repodata.fileName(architecture));
  }
}
