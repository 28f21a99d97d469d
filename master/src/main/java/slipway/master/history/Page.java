package slipway.master.history;

import java.util.List;

/// A page of a listing.
///
/// @param more whether there are further ones behind the last
public record Page<D>(List<D> documents, boolean more) {
  public Page {
    documents = List.copyOf(documents);
  }
}
