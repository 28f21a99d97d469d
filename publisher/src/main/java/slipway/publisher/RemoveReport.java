package slipway.publisher;

import java.util.List;

/// What a removal did.
///
/// @param removed pkgvers that were in index or stage
/// @param missed what others lose by it, a sentence each
/// @param done whether it was carried out; not if somebody would lose something
public record RemoveReport(List<String> removed, List<String> missed, boolean done) {
  public RemoveReport {
    removed = List.copyOf(removed);
    missed = List.copyOf(missed);
  }
}
