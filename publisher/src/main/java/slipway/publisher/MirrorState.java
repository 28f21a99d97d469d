package slipway.publisher;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a mirror showed when it was looked at.
///
/// @param indexes by place: every index that the tree here has, and how the mirror's fares
/// @param lag how old the mirror's oldest time file was; nothing if it has none
/// @param syncTook how long the mirror's own last sync took, where it says so with `stime-start`
///   and `stime-end`
/// @param clockAhead how far its clock is ahead of ours, where it tells the time; negative: behind
public record MirrorState(
    String mirror,
    SortedMap<IndexPlace, IndexState> indexes,
    Optional<Duration> lag,
    Optional<Duration> syncTook,
    Optional<Duration> clockAhead) {
  public MirrorState {
    indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
  }

  /// One index of the mirror.
  ///
  /// @param present whether the mirror has this index at all
  /// @param equalToOrigin byte for byte
  /// @param behind by how much at most: nothing of it if it is equal, and unknown if the mirror has
  ///   no time file there
  public record IndexState(boolean present, boolean equalToOrigin, Optional<Duration> behind) {}

  /// Whether every index is that of the tree here.
  public boolean equalToOrigin() {
    return indexes.values().stream().allMatch(IndexState::equalToOrigin);
  }

  /// By how much the mirror is behind at most: nothing of it if all indexes are equal.
  public Optional<Duration> behind() {
    return equalToOrigin() ? Optional.of(Duration.ZERO) : lag;
  }
}
