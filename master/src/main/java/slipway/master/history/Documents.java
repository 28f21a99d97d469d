package slipway.master.history;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import slipway.master.rocks.Rocks;

/// Documents of one kind in one column family, with those that change held in memory.
///
/// Owned by the thread that folds; everybody else reads by {@link #stored}.
final class Documents<K, D extends Message> {
  /// Documents that the folding thread keeps at hand; a build changes eight times in its life.
  private static final int CACHED_MAX = 8_192;

  private final Rocks rocks;
  private final String family;
  private final Function<K, byte[]> keyBytes;
  private final Parser<D> parser;
  private final Map<K, D> cached = new LinkedHashMap<>(256, 0.75f, true);
  private final Map<K, D> changed = new LinkedHashMap<>();

  Documents(Rocks rocks, String family, Function<K, byte[]> keyBytes, Parser<D> parser) {
    this.rocks = rocks;
    this.family = family;
    this.keyBytes = keyBytes;
    this.parser = parser;
  }

  /// As it is with what was folded last. For the folding thread alone.
  Optional<D> get(K key) throws IOException {
    D document = cached.get(key);
    return document != null ? Optional.of(document) : stored(key);
  }

  /// As it was written last. For every thread.
  Optional<D> stored(K key) throws IOException {
    byte[] bytes = rocks.get(family, keyBytes.apply(key));
    return bytes == null ? Optional.empty() : Optional.of(parse(bytes));
  }

  D parse(byte[] bytes) throws IOException {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException damaged) {
      throw new IOException(
          "A document of the history (%s) is damaged. Delete the directory history and start again: it is made anew from the journal, as far as that goes back."
              .formatted(family),
          damaged);
    }
  }

  void put(K key, D document) {
    cached.put(key, document);
    changed.put(key, document);
  }

  void writeTo(Rocks.Batch batch) throws IOException {
    for (var entry : changed.entrySet()) {
      batch.put(family, keyBytes.apply(entry.getKey()), entry.getValue().toByteArray());
    }
  }

  /// To be called when the batch is written.
  void written() {
    changed.clear();
    var oldest = cached.keySet().iterator();
    while (cached.size() > CACHED_MAX && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }
}
