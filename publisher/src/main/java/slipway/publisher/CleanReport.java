package slipway.publisher;

import java.util.List;

/// What a cleaning did.
///
/// @param deleted paths relative to the root, signatures among them
/// @param waiting how many files are no longer listed, but still in their grace
public record CleanReport(List<String> deleted, int waiting) {
  public CleanReport {
    deleted = List.copyOf(deleted);
  }
}
