package slipway.logstore.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import slipway.logstore.disk.DamagedValue;

/// The newest packs of the index, in memory until there are enough of them for a block: 8 MiB of
/// bits, by slot.
final class RecentBlock {
  private final long[] bits = new long[Grams.SLOTS * Row.BLOCK_WORDS];
  private final long[] packBits = new long[Grams.SLOTS / 64];
  private int count;

  int count() {
    return count;
  }

  boolean isFull() {
    return count == Row.BLOCK_PACKS;
  }

  /// Grams of the next pack; {@link #add} ends it.
  void collect(byte[] bytes, int from, int to) {
    Grams.collect(bytes, from, to, packBits);
  }

  /// Takes what was collected as the next pack.
  void add() {
    int word = count >>> 6;
    long bit = 1L << count;
    for (int at = 0; at < packBits.length; at++) {
      long left = packBits[at];
      while (left != 0) {
        int slot = at * 64 + Long.numberOfTrailingZeros(left);
        bits[slot * Row.BLOCK_WORDS + word] |= bit;
        left &= left - 1;
      }
      packBits[at] = 0;
    }
    count++;
  }

  /// The bits of one slot: a copy.
  long[] row(int slot) {
    long[] row = new long[Row.BLOCK_WORDS];
    System.arraycopy(bits, slot * Row.BLOCK_WORDS, row, 0, Row.BLOCK_WORDS);
    return row;
  }

  /// The part of a slot's row.
  void write(ByteArrayOutputStream out, int block, int slot) {
    Row.write(out, block, bits, slot * Row.BLOCK_WORDS);
  }

  /// All of it, for {@link #read}.
  byte[] write() {
    var bytes = ByteBuffer.allocate(Integer.BYTES + bits.length * Long.BYTES).putInt(count);
    bytes.asLongBuffer().put(bits);
    return bytes.array();
  }

  /// Takes what {@link #write} gave.
  ///
  /// @throws DamagedValue if it is not that
  void read(byte[] written) throws DamagedValue {
    var bytes = ByteBuffer.wrap(written);
    if (written.length != Integer.BYTES + bits.length * Long.BYTES) {
      throw new DamagedValue("the newest block of the index is cut off");
    }
    int packs = bytes.getInt();
    if (packs < 0 || packs >= Row.BLOCK_PACKS) {
      throw new DamagedValue("the newest block of the index is not one");
    }
    count = packs;
    bytes.asLongBuffer().get(bits);
  }

  void clear() {
    Arrays.fill(bits, 0);
    count = 0;
  }
}
