package slipway.publisher;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a mirror showed when it was looked at.
///
/// @param indexes by place: every index that the tree here has, and whatever of it the mirror has
/// @param lag how old the mirror's time file was; nothing if it has none
public record MirrorState(
    String mirror, SortedMap<IndexPlace, IndexState> indexes, Optional<Duration> lag) {
  public MirrorState {
    indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
  }

  /// One index of the mirror.
  ///
  /// @param equalToOrigin byte for byte
  /// @param sha256ByPkgver what its clients see; empty if the mirror does not have this index
  public record IndexState(boolean equalToOrigin, SortedMap<String, String> sha256ByPkgver) {
    public IndexState {
      sha256ByPkgver = Collections.unmodifiableSortedMap(new TreeMap<>(sha256ByPkgver));
    }
  }

  /// Whether every index is that of the tree here.
  public boolean equalToOrigin() {
    return indexes.values().stream().allMatch(IndexState::equalToOrigin);
  }
}
