package slipway.xbps;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import slipway.xbps.plist.Writer;

/// Makes zstd frames as the XBPS tools do. What that needs, some MiB, is used again: close it to
/// give it back.
final class Packer implements AutoCloseable {
  private static final int IDLE_MAX = 16;
  private static final ArrayBlockingQueue<Packer> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

  private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(Compression.ZSTD_LEVEL);
  private final Writer members = new Writer();
  private byte[] frame = new byte[0];

  private Packer() {}

  static Packer take() {
    Packer idle = IDLE.poll();
    return idle == null ? new Packer() : idle;
  }

  /// Empty, for what is to be packed.
  Writer members() {
    members.clear();
    return members;
  }

  /// The first `length` bytes as one frame, which says how much it unpacks to.
  byte[] pack(byte[] bytes, int length) {
    int bound = (int) Zstd.compressBound(length);
    if (frame.length < bound) {
      frame = new byte[bound];
    }
    int packed = context.compressByteArray(frame, 0, frame.length, bytes, 0, length);
    return Arrays.copyOf(frame, packed);
  }

  @Override
  public void close() {
    if (!IDLE.offer(this)) {
      context.close();
    }
  }
}
