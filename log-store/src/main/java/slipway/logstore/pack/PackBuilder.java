package slipway.logstore.pack;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Extent;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Lines;
import slipway.logstore.disk.Pack;
import slipway.logstore.disk.Pack.Segment;
import slipway.logstore.disk.Zstandard;
import slipway.logstore.pack.Unpacked.Range;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;
import slipway.logstore.structure.SegmentMarks;

/// Makes one pack: reads its bytes, compresses them, and writes it together with the extents that
/// lead to it, in the same batch that removes the chunks it replaces. So a byte is always in
/// exactly one place, whatever happens between.
final class PackBuilder {
  /// Slower than appending needs it and smaller than the files it is compared with: see
  /// docs/log-store.md.
  private static final int ZSTD_LEVEL = 4;

  private final Database database;
  private final Pieces pieces;
  private final List<Segment> segments = new ArrayList<>();
  private final List<byte[]> chunkKeys = new ArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

  PackBuilder(Database database, Pieces pieces) {
    this.database = database;
    this.pieces = pieces;
  }

  /// Takes in as much of the range as one pack may hold.
  ///
  /// @throws LogDamaged if that cannot be read; nothing of the range is taken in then
  void add(Range range) throws RocksDBException {
    var read = new ArrayList<Piece>();
    pieces.walk(
        range.attempt(),
        range.from(),
        (piece, _) -> {
          read.add(piece);
          return piece.end() < Math.min(range.to(), range.from() + Unpacked.PACK_BYTES + 1);
        });
    byte[] bytes = join(read, range);
    int length = cut(bytes, range);
    var first = read.getFirst();
    int skipped = Math.toIntExact(range.from() - first.offset());
    long linesBefore = first.linesBefore() + Lines.newlines(first.bytes(), 0, skipped);
    var segment = new Segment(range.attempt(), range.from(), length, linesBefore);
    segments.add(segment);
    raw.write(bytes, 0, length);
    read.stream()
        .filter(piece -> piece.end() <= segment.end())
        .forEach(piece -> chunkKeys.add(new ChunkKey(piece.attempt(), piece.offset()).bytes()));
  }

  private static byte[] join(List<Piece> read, Range range) {
    var joined = new ByteArrayOutputStream();
    for (var piece : read) {
      int from = Math.toIntExact(Math.max(0, range.from() - piece.offset()));
      int to = Math.toIntExact(Math.min(piece.bytes().length, range.to() - piece.offset()));
      joined.write(piece.bytes(), from, to - from);
    }
    return joined.toByteArray();
  }

  /// How many of the bytes belong into this pack: all of a short rest, or whole lines.
  private static int cut(byte[] bytes, Range range) {
    int length = Math.min(bytes.length, Unpacked.PACK_BYTES);
    if (length == range.size()) {
      return length;
    }
    int lines = Lines.lastNewline(bytes, length) + 1;
    return lines > 0 ? lines : length;
  }

  byte[] raw() {
    return raw.toByteArray();
  }

  /// Writes the pack; empty if there is nothing in it. What it replaces is durable, so this need
  /// not be before it returns.
  Optional<Pack> write(long number, long nowMillis) throws RocksDBException {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = raw();
    var pack =
        new Pack(
            number, nowMillis, segments, Zstandard.compress(bytes, 0, bytes.length, ZSTD_LEVEL));
    try (var batch = new WriteBatch()) {
      database.put(batch, Family.PACKS, Pack.key(number), pack.encode());
      PackCount.put(database, batch, number + 1);
      int position = 0;
      for (var segment : segments) {
        var extent = new Extent(number, position, segment.length(), segment.linesBefore());
        database.put(batch, Family.EXTENTS, segment.key().bytes(), extent.encode(segment.key()));
        var marks = SegmentMarks.find(bytes, position, position + segment.length());
        if (!marks.isEmpty()) {
          database.put(batch, Family.MARKS, segment.key().bytes(), SegmentMarks.encode(marks));
        }
        position += segment.length();
      }
      for (byte[] key : chunkKeys) {
        database.delete(batch, Family.CHUNKS, key);
      }
      database.write(batch);
    }
    return Optional.of(pack);
  }
}
