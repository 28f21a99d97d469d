package slipway.xbps;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// The compressions that XBPS reads, told apart by content, never by name; and the one that it
/// writes.
final class Compression {
  /// The level of the XBPS tools.
  static final int ZSTD_LEVEL = 9;

  private static final int XZ_MEMORY_KIB_MAX = 256 << 10;
  private static final int MAGIC_BYTES = 6;
  private static final int BUFFER_BYTES = 1 << 13;

  /// What may come out of a stream whatever went in; above it the ratio counts.
  private static final long UNPACKED_BYTES_FREE = 1L << 30;

  /// Nothing but zeros packs a thousandfold.
  private static final long RATIO_MAX = 1000;

  private Compression() {}

  /// What the stream holds, unpacked, and guarded against bombs. Close it; that leaves `packed`
  /// open.
  ///
  /// @throws XbpsFormatException here or while reading, if there is more in it than is credible
  static InputStream unpack(InputStream packed) throws IOException {
    var counted = new Counted(packed);
    // What is in memory already needs no buffer.
    InputStream source =
        packed.markSupported() ? counted : new BufferedInputStream(counted, BUFFER_BYTES);
    source.mark(MAGIC_BYTES);
    byte[] magic = source.readNBytes(MAGIC_BYTES);
    source.reset();
    try {
      return new Guard(open(magic, source), counted);
    } catch (IOException | RuntimeException failed) {
      throw damagedUnless(counted.failed, failed);
    }
  }

  /// zstd as the XBPS tools write it: one frame, no checksum. Closing it leaves `out` open.
  static OutputStream pack(OutputStream out) throws IOException {
    return new ZstdOutputStream(new KeptOpen(out), ZSTD_LEVEL);
  }

  /// A disk that fails and an archive that is damaged are not the same: the first is passed on, the
  /// second judged.
  private static XbpsFormatException damagedUnless(boolean diskFailed, Exception failed)
      throws IOException {
    return switch (failed) {
      case XbpsFormatException judged -> judged;
      case IOException io when diskFailed -> throw io;
      default -> new XbpsFormatException("it cannot be unpacked: " + failed.getMessage(), failed);
    };
  }

  private static InputStream open(byte[] magic, InputStream in) throws IOException {
    if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
      return new ZstdFrames(in);
    }
    if (startsWith(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return new XZInputStream(in, XZ_MEMORY_KIB_MAX);
    }
    if (startsWith(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(in, 1 << 16);
    }
    if (startsWith(magic, 'B', 'Z', 'h')) {
      return new BZip2CompressorInputStream(in, true);
    }
    if (startsWith(magic, 0x04, 0x22, 0x4d, 0x18)) {
      return new FramedLZ4CompressorInputStream(in, true);
    }
    return in;
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    byte[] expected = new byte[prefix.length];
    for (int i = 0; i < prefix.length; i++) {
      expected[i] = (byte) prefix[i];
    }
    return Arrays.equals(bytes, 0, prefix.length, expected, 0, prefix.length);
  }

  /// Closing it flushes only.
  private static final class KeptOpen extends FilterOutputStream {
    KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /// Counts what was read of the packed stream, and notes whether reading it failed.
  private static final class Counted extends FilterInputStream {
    private long bytes;
    private boolean failed;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = super.read(buffer, offset, length);
        bytes += Math.max(count, 0);
        return count;
      } catch (IOException failure) {
        failed = true;
        throw failure;
      }
    }
  }

  /// Stops a stream that unpacks to more than is credible, and one that does not unpack.
  private static final class Guard extends FilterInputStream {
    private final Counted packed;
    private long bytes;

    Guard(InputStream unpacked, Counted packed) {
      super(unpacked);
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = super.read(buffer, offset, length);
      } catch (IOException | RuntimeException failure) {
        throw damagedUnless(packed.failed, failure);
      }
      bytes += Math.max(count, 0);
      if (bytes > UNPACKED_BYTES_FREE && bytes / RATIO_MAX > packed.bytes) {
        throw new XbpsFormatException(
            "%d bytes unpack to more than %d: this is a decompression bomb"
                .formatted(packed.bytes, bytes));
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      if (in instanceof ZstdFrames frames) {
        frames.close();
      }
    }

    /// Skipping reads, so that what is skipped counts too.
    @Override
    public long skip(long wanted) throws IOException {
      byte[] buffer = new byte[Math.clamp(wanted, 0, 1 << 16)];
      return Math.max(0, read(buffer, 0, buffer.length));
    }
  }
}
