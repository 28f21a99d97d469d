package slipway.logstore;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The hits of a search, newest log first, each found when it is asked for. For one thread; {@link
/// #close} may come from any other and ends the search: no further hit is found.
public interface SearchResults extends Iterator<SearchHit>, AutoCloseable {

  /// The hits as a stream; closing it ends the search.
  default Stream<SearchHit> stream() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false)
        .onClose(this::close);
  }

  /// Bytes of logs that were looked at so far.
  long bytesScanned();

  @Override
  void close();
}
