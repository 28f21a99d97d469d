package slipway.logstore.index;

import java.io.ByteArrayOutputStream;
import slipway.logstore.disk.DamagedValue;

/// A part of one row of the index: which of the {@link #BLOCK_PACKS} packs of a block have a gram in the row's slot.
///
/// In the column family `grams`, a key is a group of {@link #GROUP_PACKS} packs (4 bytes, big-endian) and a slot (3 bytes,
/// big-endian); its value is one part behind the other, in the order of their blocks. A slot without a key is empty in that
/// group. A part is
///
///     block    1 byte: its number within the group
///     counted  varint (two bytes at most): 2 × the number of packs listed, plus 1 if those are the packs *without* the gram
///     gaps     how many packs lie between each pack listed and the one before, in Rice codes of parameter k(number listed),
///              filled up with zero bits to a whole byte
///
/// A Rice code of `gap` is `gap >> k` one-bits, a zero-bit, and the lowest `k` bits of `gap`, lowest bit first.
final class Row {
  static final int BLOCK_PACKS = 512;
  static final int GROUP_PACKS = 16_384;
  static final int BLOCK_WORDS = BLOCK_PACKS / 64;
  static final int GROUP_WORDS = GROUP_PACKS / 64;

  private static final double LN_2 = 0.693;

  private Row() {}

  /// Writes the part for `bits[from, from + BLOCK_WORDS)`; nothing if no bit is set.
  static void write(ByteArrayOutputStream out, int block, long[] bits, int from) {
    int set = 0;
    for (int word = from; word < from + BLOCK_WORDS; word++) {
      set += Long.bitCount(bits[word]);
    }
    if (set == 0) {
      return;
    }
    boolean without = set > BLOCK_PACKS / 2;
    int listed = without ? BLOCK_PACKS - set : set;
    int counted = 2 * listed + (without ? 1 : 0);
    out.write(block);
    if (counted < 0x80) {
      out.write(counted);
    } else {
      out.write((counted & 0x7f) | 0x80);
      out.write(counted >>> 7);
    }
    writeGaps(out, bits, from, without, parameter(listed));
  }

  private static void writeGaps(
      ByteArrayOutputStream out, long[] bits, int from, boolean without, int k) {
    var code = new BitWriter(out);
    int before = -1;
    for (int word = 0; word < BLOCK_WORDS; word++) {
      long left = without ? ~bits[from + word] : bits[from + word];
      while (left != 0) {
        int pack = word * 64 + Long.numberOfTrailingZeros(left);
        code.rice(pack - before - 1, k);
        before = pack;
        left &= left - 1;
      }
    }
    code.end();
  }

  /// Sets the bits of all parts of a row in `bits`, which has {@link #GROUP_WORDS} words.
  ///
  /// @throws DamagedValue if this is not a row
  static void read(byte[] row, long[] bits) throws DamagedValue {
    int at = 0;
    try {
      while (at < row.length) {
        int block = row[at++] & 0xff;
        int counted = row[at++] & 0xff;
        if (counted >= 0x80) {
          counted = (counted & 0x7f) | (row[at++] & 0xff) << 7;
        }
        at = readGaps(row, at, block * BLOCK_PACKS, counted, bits);
      }
    } catch (ArrayIndexOutOfBoundsException cut) {
      throw new DamagedValue("a row of the index is cut off", cut);
    }
  }

  private static int readGaps(byte[] row, int at, int first, int counted, long[] bits) {
    int listed = counted >>> 1;
    boolean without = (counted & 1) != 0;
    int k = parameter(listed);
    var code = new BitReader(row, at);
    int before = first - 1;
    for (int left = listed; left > 0; left--) {
      int pack = before + 1 + code.rice(k);
      if (without) {
        set(bits, before + 1, pack);
      } else {
        bits[pack >>> 6] |= 1L << pack;
      }
      before = pack;
    }
    if (without) {
      set(bits, before + 1, first + BLOCK_PACKS);
    }
    return code.end();
  }

  private static void set(long[] bits, int from, int to) {
    for (int pack = from; pack < to; pack++) {
      bits[pack >>> 6] |= 1L << pack;
    }
  }

  /// The best parameter for gaps that are spread evenly: the logarithm of their median.
  private static int parameter(int listed) {
    double mean = (double) BLOCK_PACKS / Math.max(1, listed);
    int median = (int) (mean * LN_2);
    return median < 1 ? 0 : 31 - Integer.numberOfLeadingZeros(median);
  }

  /// Writes bits, lowest first.
  private static final class BitWriter {
    private final ByteArrayOutputStream out;
    private int pending;
    private int count;

    BitWriter(ByteArrayOutputStream out) {
      this.out = out;
    }

    void rice(int gap, int k) {
      for (int ones = gap >>> k; ones > 0; ones--) {
        bit(1);
      }
      bit(0);
      for (int at = 0; at < k; at++) {
        bit(gap >>> at & 1);
      }
    }

    private void bit(int bit) {
      pending |= bit << count++;
      if (count == 8) {
        end();
      }
    }

    void end() {
      if (count > 0) {
        out.write(pending);
        pending = 0;
        count = 0;
      }
    }
  }

  /// Reads what {@link BitWriter} wrote.
  private static final class BitReader {
    private final byte[] bytes;
    private int at;
    private int count;

    BitReader(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    int rice(int k) {
      int high = 0;
      while (bit() == 1) {
        high++;
      }
      int low = 0;
      for (int bit = 0; bit < k; bit++) {
        low |= bit() << bit;
      }
      return high << k | low;
    }

    private int bit() {
      int bit = bytes[at] >>> count & 1;
      count++;
      if (count == 8) {
        count = 0;
        at++;
      }
      return bit;
    }

    int end() {
      return count == 0 ? at : at + 1;
    }
  }
}
