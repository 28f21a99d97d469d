package slipway.logstore.structure;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import slipway.logstore.LogMark.Kind;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Lines;
import slipway.logstore.disk.Varint;

/// The marks of one packed piece of a log, in the column family `marks`, under the piece's `ChunkKey`. A piece without marks
/// has no entry.
///
///     marks      varint: how many; then for each, in order:
///       kind       1 byte: 0 a phase begins, 1 a warning, 2 an error
///       offset     varint: of its line, counted from the line of the mark before (the first: from the piece's offset)
///       line       varint: lines between it and the mark before (the first: newlines in the piece before it)
///
/// Marks are made from the packs, and can be made again.
public final class SegmentMarks {
  /// More lines of a piece are not marked.
  private static final int MARKS_MAX = 1000;

  /// One mark: its kind, the index of its line's first byte in the piece, and the newlines before
  /// it in the piece.
  public record At(Kind kind, int offset, int line) {}

  private SegmentMarks() {}

  /// The marks of `bytes[from, to)`, counted from `from`.
  public static List<At> find(byte[] bytes, int from, int to) {
    var marks = new ArrayList<At>();
    LineKinds.find(
        bytes,
        from,
        to,
        (kind, start, _) -> {
          if (marks.size() < MARKS_MAX) {
            int counted = marks.isEmpty() ? from : from + marks.getLast().offset();
            int line = marks.isEmpty() ? 0 : marks.getLast().line();
            marks.add(new At(kind, start - from, line + Lines.newlines(bytes, counted, start)));
          }
        });
    return marks;
  }

  public static byte[] encode(List<At> marks) {
    var buffer = ByteBuffer.allocate(Varint.BYTES_MAX + marks.size() * (1 + 2 * Varint.BYTES_MAX));
    Varint.put(buffer, marks.size());
    int offset = 0;
    int line = 0;
    for (var mark : marks) {
      buffer.put(code(mark.kind));
      Varint.put(buffer, mark.offset - offset);
      Varint.put(buffer, mark.line - line);
      offset = mark.offset;
      line = mark.line;
    }
    byte[] value = new byte[buffer.flip().remaining()];
    buffer.get(value);
    return value;
  }

  /// Reads what {@link #encode} wrote.
  ///
  /// @throws DamagedValue if the layout is wrong
  public static List<At> decode(byte[] value) throws DamagedValue {
    try {
      var buffer = ByteBuffer.wrap(value);
      long count = Varint.get(buffer);
      var marks = new ArrayList<At>();
      int offset = 0;
      int line = 0;
      for (long at = 0; at < Math.min(count, MARKS_MAX); at++) {
        var kind = kind(buffer.get());
        offset = Math.toIntExact(offset + Varint.get(buffer));
        line = Math.toIntExact(line + Varint.get(buffer));
        marks.add(new At(kind, offset, line));
      }
      return marks;
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException wrong) {
      throw new DamagedValue("its marks are cut off", wrong);
    }
  }

  private static byte code(Kind kind) {
    return switch (kind) {
      case PHASE -> 0;
      case WARNING -> 1;
      case ERROR -> 2;
    };
  }

  private static Kind kind(byte code) {
    return switch (code) {
      case 0 -> Kind.PHASE;
      case 1 -> Kind.WARNING;
      default -> Kind.ERROR;
    };
  }
}
