package slipway.publisher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How each mirror fared in one sync.
public record SyncReport(List<MirrorResult> mirrors) {
  public SyncReport {
    mirrors = List.copyOf(mirrors);
  }

  /// One mirror.
  ///
  /// @param failure what went wrong, with what rsync said; nothing if all went well
  /// @param filesTransferred packages, signatures and indexes
  public record MirrorResult(
      String mirror,
      Optional<String> failure,
      Duration took,
      long filesTransferred,
      long bytesTransferred) {}

  public boolean succeeded() {
    return mirrors.stream().allMatch(result -> result.failure().isEmpty());
  }
}
