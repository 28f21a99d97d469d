package slipway.logstore.disk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The value of a piece of a log that is not packed yet, in the column family `chunks`: at most {@link #RAW_BYTES_MAX} bytes
/// of it, as they were appended.
///
///     checksum    4 bytes, see `Checksum`
///     codec       1 byte: 0 as printed, 1 one zstd frame (RFC 8878)
///     linesBefore varint: newlines in the log before this piece
///     newlines    varint: newlines in this piece
///     rawLength   varint: bytes of the log in this piece
///     payload     the rest
///
/// `linesBefore` in every chunk and every {@link Extent} is the sparse line index: a binary search over the keys of one log
/// finds any line.
///
/// @param payload as stored; not to be changed
@SuppressWarnings("ArrayRecordComponent") // a carrier between disk and memory, never compared
public record Chunk(
    long linesBefore, int newlines, int rawLength, boolean compressed, byte[] payload) {
  public static final int RAW_BYTES_MAX = 64 << 10;

  private static final int HEADER_BYTES_MAX = Checksum.BYTES + 1 + 3 * Varint.BYTES_MAX;

  /// Smaller pieces gain nothing from a frame of their own.
  private static final int COMPRESS_FROM_BYTES = 200;

  /// The piece `raw[from, to)`, compressed where that makes it smaller.
  public static Chunk of(byte[] raw, int from, int to, long linesBefore, int zstdLevel) {
    int newlines = Lines.newlines(raw, from, to);
    if (to - from >= COMPRESS_FROM_BYTES) {
      byte[] frame = Zstandard.compress(raw, from, to, zstdLevel);
      if (frame.length < to - from) {
        return new Chunk(linesBefore, newlines, to - from, true, frame);
      }
    }
    return new Chunk(linesBefore, newlines, to - from, false, Arrays.copyOfRange(raw, from, to));
  }

  public byte[] encode(ChunkKey key) {
    var buffer = ByteBuffer.allocate(HEADER_BYTES_MAX + payload.length).position(Checksum.BYTES);
    buffer.put((byte) (compressed ? 1 : 0));
    Varint.put(buffer, linesBefore);
    Varint.put(buffer, newlines);
    Varint.put(buffer, rawLength);
    return Checksum.seal(key.bytes(), buffer.put(payload));
  }

  /// Reads what {@link #encode} wrote under the same key.
  ///
  /// @throws DamagedValue if the checksum or the layout is wrong
  public static Chunk decode(ChunkKey key, byte[] value) throws DamagedValue {
    var buffer = Checksum.open(key.bytes(), value);
    try {
      boolean compressed = buffer.get() == 1;
      long linesBefore = Varint.get(buffer);
      int newlines = Math.toIntExact(Varint.get(buffer));
      int rawLength = Math.toIntExact(Varint.get(buffer));
      byte[] payload = new byte[buffer.remaining()];
      buffer.get(payload);
      return new Chunk(linesBefore, newlines, rawLength, compressed, payload);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException wrong) {
      throw new DamagedValue("its layout is not that of a chunk", wrong);
    }
  }

  /// The bytes of the log in this piece; may be the payload itself, so not to be changed.
  ///
  /// @throws DamagedValue if the frame does not yield exactly the bytes that were compressed
  public byte[] raw() throws DamagedValue {
    byte[] raw = compressed ? Zstandard.decompress(payload, rawLength) : payload;
    if (raw.length != rawLength) {
      throw new DamagedValue("it has %d bytes instead of %d".formatted(raw.length, rawLength));
    }
    return raw;
  }
}
