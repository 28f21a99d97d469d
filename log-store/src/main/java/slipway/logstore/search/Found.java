package slipway.logstore.search;

import slipway.logstore.SearchHit;

/// A hit as it was found.
///
/// @param cut the line may go on in another piece of the log, and be found there too
record Found(SearchHit hit, boolean cut) {}
