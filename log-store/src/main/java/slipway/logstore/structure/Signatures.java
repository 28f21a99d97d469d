package slipway.logstore.structure;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.ErrorHistory;
import slipway.logstore.ErrorHistory.Sighting;
import slipway.logstore.ErrorSignature;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Lines;
import slipway.logstore.read.Pieces;

/// Which logs ended with which error, in the column family `signatures`, with two kinds of keys:
///
///     0x00  signature 8 bytes  attempt 8 bytes  →  line 8 bytes, offset 8 bytes, closed 8 bytes (ms since 1970-01-01 UTC)
///     0x01  attempt 8 bytes                     →  signature 8 bytes, line 8 bytes, offset 8 bytes, its text in UTF-8
///
/// all numbers big-endian. They are made from the logs when these are closed, and can be made again.
public final class Signatures {
  /// How much of a log's end is looked at.
  private static final int TAIL_BYTES = 64 << 10;

  private static final byte BY_SIGNATURE = 0;
  private static final byte BY_ATTEMPT = 1;

  private final Database database;
  private final Pieces pieces;

  public Signatures(Database database, Pieces pieces) {
    this.database = database;
    this.pieces = pieces;
  }

  /// Finds and keeps what a closed log ended with. Doing so again changes nothing.
  public void describe(long attempt) throws RocksDBException {
    var record = pieces.record(attempt);
    if (record.isEmpty() || !record.get().closed()) {
      return;
    }
    var found = find(attempt, record.get().length());
    try (var batch = new WriteBatch()) {
      forget(batch, attempt);
      if (found.isPresent()) {
        put(batch, found.get(), record.get().closedMillis());
      }
      database.write(batch);
    }
  }

  /// Takes away what was found before, by an older program maybe.
  private void forget(WriteBatch batch, long attempt) throws RocksDBException {
    var known = database.get(Family.SIGNATURES, key(attempt));
    if (known.isPresent()) {
      long id = ByteBuffer.wrap(known.get()).getLong();
      database.delete(batch, Family.SIGNATURES, key(id, attempt));
      database.delete(batch, Family.SIGNATURES, key(attempt));
    }
  }

  private void put(WriteBatch batch, ErrorSignature found, long closedMillis)
      throws RocksDBException {
    byte[] text = found.text().getBytes(StandardCharsets.UTF_8);
    database.put(
        batch,
        Family.SIGNATURES,
        key(found.id(), found.attempt()),
        ByteBuffer.allocate(24)
            .putLong(found.line())
            .putLong(found.offset())
            .putLong(closedMillis)
            .array());
    database.put(
        batch,
        Family.SIGNATURES,
        key(found.attempt()),
        ByteBuffer.allocate(24 + text.length)
            .putLong(found.id())
            .putLong(found.line())
            .putLong(found.offset())
            .put(text)
            .array());
  }

  /// The signature of a log as it is now; empty if its end has no error.
  public Optional<ErrorSignature> of(long attempt) throws RocksDBException {
    var value = database.get(Family.SIGNATURES, key(attempt));
    if (value.isPresent()) {
      var buffer = ByteBuffer.wrap(value.get());
      long id = buffer.getLong();
      long line = buffer.getLong();
      long offset = buffer.getLong();
      String text = StandardCharsets.UTF_8.decode(buffer).toString();
      return Optional.of(new ErrorSignature(attempt, id, text, line, offset));
    }
    var last = pieces.last(attempt);
    return last.isEmpty() ? Optional.empty() : find(attempt, last.get().end());
  }

  private Optional<ErrorSignature> find(long attempt, long length) throws RocksDBException {
    long from = Math.max(0, length - TAIL_BYTES);
    var tail = new ByteArrayOutputStream();
    var linesBefore = new long[] {-1};
    pieces.walk(
        attempt,
        from,
        (piece, skip) -> {
          if (linesBefore[0] < 0) {
            linesBefore[0] = piece.linesBefore() + Lines.newlines(piece.bytes(), 0, skip);
          }
          int end = Math.toIntExact(Math.min(piece.bytes().length, length - piece.offset()));
          tail.write(piece.bytes(), skip, Math.max(0, end - skip));
          return piece.end() < length;
        });
    byte[] bytes = tail.toByteArray();
    return Signature.find(bytes)
        .map(found ->
            new ErrorSignature(
                attempt,
                found.id(),
                found.text(),
                linesBefore[0] + Lines.newlines(bytes, 0, found.offset()) + 1,
                from + found.offset()));
  }

  /// Where a signature was seen, in logs of the wanted attempts.
  public ErrorHistory history(long id, LongPredicate attempts) throws RocksDBException {
    Optional<Sighting> first = Optional.empty();
    Optional<Sighting> last = Optional.empty();
    int count = 0;
    try (var cursor = database.cursor(Family.SIGNATURES, key(id, 0), key(id + 1, 0))) {
      for (boolean more = cursor.first();
          more && count < ErrorHistory.COUNT_MAX;
          more = cursor.next()) {
        long attempt = ByteBuffer.wrap(cursor.key()).getLong(1 + Long.BYTES);
        if (attempts.test(attempt)) {
          last = Optional.of(sighting(attempt, cursor.value()));
          first = first.isEmpty() ? last : first;
          count++;
        }
      }
    }
    return new ErrorHistory(first, last, count);
  }

  private static Sighting sighting(long attempt, byte[] value) {
    var buffer = ByteBuffer.wrap(value);
    return new Sighting(
        attempt, buffer.getLong(), buffer.getLong(), Instant.ofEpochMilli(buffer.getLong()));
  }

  private static byte[] key(long signature, long attempt) {
    return ByteBuffer.allocate(17).put(BY_SIGNATURE).putLong(signature).putLong(attempt).array();
  }

  private static byte[] key(long attempt) {
    return ByteBuffer.allocate(9).put(BY_ATTEMPT).putLong(attempt).array();
  }
}
