package slipway.logstore.disk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Where a piece of a log lies, in the column family `extents`, under the piece's {@link ChunkKey}.
///
///     checksum    4 bytes, see `Checksum`
///     pack        varint: the number of the pack
///     position    varint: of the piece's first byte in the uncompressed pack
///     length      varint: bytes of the log in this piece
///     linesBefore varint: newlines in the log before this piece
///
/// Extents repeat what the packs say of themselves, so they can be made again from those.
public record Extent(long pack, int position, int length, long linesBefore) {
  private static final int BYTES_MAX = Checksum.BYTES + 4 * Varint.BYTES_MAX;

  public byte[] encode(ChunkKey key) {
    var buffer = ByteBuffer.allocate(BYTES_MAX).position(Checksum.BYTES);
    Varint.put(buffer, pack);
    Varint.put(buffer, position);
    Varint.put(buffer, length);
    Varint.put(buffer, linesBefore);
    return Checksum.seal(key.bytes(), buffer);
  }

  /// Reads what {@link #encode} wrote under the same key.
  ///
  /// @throws DamagedValue if the checksum or the layout is wrong
  public static Extent decode(ChunkKey key, byte[] value) throws DamagedValue {
    var buffer = Checksum.open(key.bytes(), value);
    try {
      return new Extent(
          Varint.get(buffer),
          Math.toIntExact(Varint.get(buffer)),
          Math.toIntExact(Varint.get(buffer)),
          Varint.get(buffer));
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException wrong) {
      throw new DamagedValue("its layout is not that of an extent", wrong);
    }
  }
}
