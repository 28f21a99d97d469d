package slipway.logstore.structure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogMark;
import slipway.logstore.LogMark.Kind;
import slipway.logstore.LogMarks;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Lines;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;

/// The marks of a whole log: of its packed pieces as they were stored, of the rest as it is. Makes
/// native calls.
public final class Marks {
  private final Database database;
  private final Pieces pieces;

  public Marks(Database database, Pieces pieces) {
    this.database = database;
    this.pieces = pieces;
  }

  /// Marks of the kinds that are wanted, at most `max` of them.
  public LogMarks of(long attempt, Set<Kind> wanted, int max) throws RocksDBException {
    var collected = new Collected(wanted, max);
    long packedEnd = pieces.packedEnd(attempt);
    addPacked(attempt, packedEnd, collected);
    pieces.walk(attempt, packedEnd, (piece, from) -> addUnpacked(piece, from, collected));
    var marks = new ArrayList<LogMark>();
    for (var place : collected.places) {
      marks.add(new LogMark(place.kind, place.line, place.offset, text(attempt, place.offset)));
    }
    return new LogMarks(marks, collected.counted(Kind.WARNING), collected.counted(Kind.ERROR));
  }

  private record Place(Kind kind, long line, long offset) {}

  /// What was found so far.
  private static final class Collected {
    final Set<Kind> wanted;
    final int max;
    final List<Place> places = new ArrayList<>();
    final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    Collected(Set<Kind> wanted, int max) {
      this.wanted = wanted;
      this.max = max;
    }

    void add(Place place) {
      counts.merge(place.kind, 1, Integer::sum);
      if (wanted.contains(place.kind) && places.size() < max) {
        places.add(place);
      }
    }

    int counted(Kind kind) {
      return counts.getOrDefault(kind, 0);
    }
  }

  private void addPacked(long attempt, long packedEnd, Collected collected)
      throws RocksDBException {
    byte[] from = ChunkKey.ofAttempt(attempt);
    byte[] to = new ChunkKey(attempt, packedEnd).bytes();
    try (var cursor = database.cursor(Family.MARKS, from, to)) {
      for (boolean more = cursor.first(); more; more = cursor.next()) {
        long offset = ChunkKey.of(cursor.key()).offset();
        long linesBefore = pieces.linesBefore(attempt, offset);
        for (var mark : SegmentMarks.decode(cursor.value())) {
          collected.add(
              new Place(mark.kind(), linesBefore + mark.line() + 1, offset + mark.offset()));
        }
      }
    } catch (DamagedValue damaged) {
      throw new slipway.logstore.LogDamaged(attempt, 0, 0, damaged.what(), damaged);
    }
  }

  private static boolean addUnpacked(Piece piece, int skip, Collected collected) {
    long linesBefore = piece.linesBefore() + Lines.newlines(piece.bytes(), 0, skip);
    for (var mark : SegmentMarks.find(piece.bytes(), skip, piece.bytes().length)) {
      collected.add(
          new Place(
              mark.kind(), linesBefore + mark.line() + 1, piece.offset() + skip + mark.offset()));
    }
    return true;
  }

  private String text(long attempt, long offset) throws RocksDBException {
    var piece = pieces.at(attempt, offset);
    if (piece.isEmpty()) {
      return "";
    }
    byte[] bytes = piece.get().bytes();
    int from = Math.toIntExact(offset - piece.get().offset());
    int newline = Lines.nextNewline(bytes, from, bytes.length);
    int to = newline < 0 ? bytes.length : newline;
    String text = PlainText.of(bytes, from, Math.min(to, from + 4 * LogMark.TEXT_CHARS_MAX));
    return text.substring(0, Math.min(text.length(), LogMark.TEXT_CHARS_MAX));
  }
}
