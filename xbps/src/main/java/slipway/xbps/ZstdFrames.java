package slipway.xbps;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Unpacks zstd frames that follow one another.
///
/// What a decoder needs, 4 MiB and more for the level of the XBPS tools, is used again: to ask the
/// system for it costs more than to unpack a small package. So it must be closed, or read to its
/// end. The source stays open.
final class ZstdFrames extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  /// A decoder that has unpacked more is let go, since it may have become large.
  private static final long KEPT_BYTES_MAX = 64 << 20;

  private static final int DECODERS_MAX = 16;
  private static final ArrayBlockingQueue<Decoder> IDLE = new ArrayBlockingQueue<>(DECODERS_MAX);

  private final InputStream source;
  private final Decoder decoder;
  private boolean betweenFrames = true;
  private boolean ended;
  private long unpackedBytes;

  ZstdFrames(InputStream source) {
    this.source = source;
    Decoder idle = IDLE.poll();
    this.decoder = idle == null ? new Decoder() : idle;
    decoder.begin();
  }

  private static final class Decoder {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final byte[] packed = new byte[BUFFER_BYTES];
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

    void begin() {
      context.reset();
      in.clear().flip();
      out.clear().flip();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended && !decoder.out.hasRemaining()) {
      fill();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, decoder.out.remaining());
    decoder.out.get(buffer, offset, count);
    unpackedBytes += count;
    return count;
  }

  private void fill() throws IOException {
    if (!decoder.in.hasRemaining()) {
      int count = source.read(decoder.packed, 0, BUFFER_BYTES);
      if (count < 0 && betweenFrames) {
        close();
        return;
      }
      // A frame that is cut off may still have something to give, but not for ever.
      if (count < 0) {
        throw new IOException("it is truncated: a zstd frame does not end");
      }
      decoder.in.clear();
      decoder.in.put(decoder.packed, 0, count).flip();
    }
    decoder.out.clear();
    betweenFrames = decoder.context.decompressDirectByteBufferStream(decoder.out, decoder.in);
    decoder.out.flip();
  }

  /// Gives back what it holds. The source stays open.
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    if (unpackedBytes >= KEPT_BYTES_MAX || !IDLE.offer(decoder)) {
      decoder.context.close();
    }
  }
}
