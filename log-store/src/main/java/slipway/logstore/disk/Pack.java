package slipway.logstore.disk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Pieces of logs compressed together, in the column family `packs`: a long log's own, or the ends of many short ones. The
/// key is the pack's number: 8 bytes, big-endian; numbers count from 0 in the order in which packs were made.
///
///     checksum    4 bytes, see `Checksum`
///     version     1 byte: 1
///     madeMillis  varint: since 1970-01-01 UTC
///     segments    varint: how many; then for each, in the order of their bytes:
///       attempt     varint
///       offset      varint: of its first byte in the log
///       length      varint: bytes
///       linesBefore varint: newlines in the log before it
///     frame       the rest: one zstd frame (RFC 8878) of the bytes of all segments
///
/// A segment ends behind a newline, unless its log ends there or has no newline for as long as a pack is.
///
/// @param frame as stored; not to be changed
@SuppressWarnings("ArrayRecordComponent") // a carrier between disk and memory, never compared
public record Pack(long number, long madeMillis, List<Segment> segments, byte[] frame) {
  private static final byte VERSION = 1;

  /// A hostile count must not make us reserve memory.
  private static final int SEGMENTS_MAX = 1 << 20;

  /// A piece of a log in a pack.
  public record Segment(long attempt, long offset, int length, long linesBefore) {
    public ChunkKey key() {
      return new ChunkKey(attempt, offset);
    }

    public long end() {
      return offset + length;
    }
  }

  public Pack {
    segments = List.copyOf(segments);
  }

  public static byte[] key(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  public int rawLength() {
    return segments.stream().mapToInt(Segment::length).sum();
  }

  public byte[] encode() {
    int sizeMax = Checksum.BYTES + 1 + (2 + 4 * segments.size()) * Varint.BYTES_MAX + frame.length;
    var buffer = ByteBuffer.allocate(sizeMax).position(Checksum.BYTES).put(VERSION);
    Varint.put(buffer, madeMillis);
    Varint.put(buffer, segments.size());
    for (var segment : segments) {
      Varint.put(buffer, segment.attempt);
      Varint.put(buffer, segment.offset);
      Varint.put(buffer, segment.length);
      Varint.put(buffer, segment.linesBefore);
    }
    return Checksum.seal(key(number), buffer.put(frame));
  }

  /// Reads what {@link #encode} wrote.
  ///
  /// @throws DamagedValue if the checksum or the layout is wrong
  public static Pack decode(long number, byte[] value) throws DamagedValue {
    var buffer = Checksum.open(key(number), value);
    try {
      if (buffer.get() != VERSION) {
        throw new DamagedValue("it is a pack of an unknown version");
      }
      long madeMillis = Varint.get(buffer);
      long count = Varint.get(buffer);
      if (count > SEGMENTS_MAX) {
        throw new DamagedValue("it is a pack of too many segments");
      }
      var segments = new ArrayList<Segment>();
      for (long at = 0; at < count; at++) {
        segments.add(
            new Segment(
                Varint.get(buffer),
                Varint.get(buffer),
                Math.toIntExact(Varint.get(buffer)),
                Varint.get(buffer)));
      }
      byte[] frame = new byte[buffer.remaining()];
      buffer.get(frame);
      return new Pack(number, madeMillis, segments, frame);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException wrong) {
      throw new DamagedValue("its layout is not that of a pack", wrong);
    }
  }

  /// The bytes of all segments, one behind the other.
  ///
  /// @throws DamagedValue if the frame does not yield exactly the bytes that were compressed
  public byte[] raw() throws DamagedValue {
    return Zstandard.decompress(frame, rawLength());
  }
}
