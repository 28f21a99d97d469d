package slipway.logstore.disk;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/// Compression of one piece at a time. Native contexts are costly to make, so a few are kept and
/// lent out.
public final class Zstandard {
  private static final int CONTEXTS_KEPT = 16;

  private static final ArrayBlockingQueue<ZstdCompressCtx> COMPRESSORS =
      new ArrayBlockingQueue<>(CONTEXTS_KEPT);
  private static final ArrayBlockingQueue<ZstdDecompressCtx> DECOMPRESSORS =
      new ArrayBlockingQueue<>(CONTEXTS_KEPT);

  private Zstandard() {}

  public static byte[] compress(byte[] raw, int from, int to, int level) {
    var context = lend(COMPRESSORS, ZstdCompressCtx::new);
    try {
      context.setLevel(level);
      byte[] frame = new byte[(int) com.github.luben.zstd.Zstd.compressBound((long) to - from)];
      int length = context.compressByteArray(frame, 0, frame.length, raw, from, to - from);
      return java.util.Arrays.copyOf(frame, length);
    } finally {
      giveBack(COMPRESSORS, context);
    }
  }

  /// What a frame holds.
  ///
  /// @throws DamagedValue if this is not a frame of exactly `rawLength` bytes
  public static byte[] decompress(byte[] frame, int rawLength) throws DamagedValue {
    var context = lend(DECOMPRESSORS, ZstdDecompressCtx::new);
    try {
      byte[] raw = new byte[rawLength];
      int length = context.decompressByteArray(raw, 0, rawLength, frame, 0, frame.length);
      if (length != rawLength) {
        throw new DamagedValue("its frame has %d bytes instead of %d".formatted(length, rawLength));
      }
      return raw;
    } catch (ZstdException broken) {
      throw new DamagedValue("its zstd frame is broken", broken);
    } finally {
      giveBack(DECOMPRESSORS, context);
    }
  }

  private static <C> C lend(ArrayBlockingQueue<C> kept, Supplier<C> make) {
    C context = kept.poll();
    return context == null ? make.get() : context;
  }

  private static <C extends AutoCloseable> void giveBack(ArrayBlockingQueue<C> kept, C context) {
    if (!kept.offer(context)) {
      try {
        context.close();
      } catch (Exception impossible) {
        throw new IllegalStateException("a zstd context cannot be closed", impossible);
      }
    }
  }
}
