package slipway.xbps.tar;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes restricted pax: plain ustar headers, and a pax header only before a member that does not
/// fit into one. Everything belongs to root. The headers are byte for byte those of the XBPS tools.
public final class TarWriter {
  static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final long SIZE_MAX = (1L << 33) - 1;

  private final OutputStream out;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Adds a member with its data.
  public void add(TarEntry entry, byte[] data) throws IOException {
    if (entry.size() != data.length) {
      throw new IllegalArgumentException(entry.name() + ": size and data differ");
    }
    out.write(header(entry));
    out.write(data);
    out.write(padding(data.length));
  }

  /// Adds a member, taking exactly `entry.size()` bytes from the stream.
  public void add(TarEntry entry, InputStream data) throws IOException {
    out.write(header(entry));
    byte[] buffer = new byte[1 << 16];
    long left = entry.size();
    while (left > 0) {
      int count = data.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException(entry.name() + " became shorter while it was packed");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.write(padding(entry.size()));
  }

  /// Ends the archive; the stream stays open.
  public void finish() throws IOException {
    out.write(end());
  }

  /// The blocks in front of a member's data.
  public static byte[] header(TarEntry entry) {
    var blocks = new ByteArrayOutputStream(BLOCK);
    byte[] name = bytes(entry.name());
    byte[] target = bytes(entry.target());
    var pax = new ByteArrayOutputStream();
    if (name.length > NAME_BYTES) {
      paxRecord(pax, "path", name);
    }
    if (target.length > NAME_BYTES) {
      paxRecord(pax, "linkpath", target);
    }
    if (entry.size() > SIZE_MAX) {
      paxRecord(pax, "size", bytes(Long.toString(entry.size())));
    }
    if (pax.size() > 0) {
      TarEntry paxEntry = TarEntry.file("PaxHeader", 0644, pax.size(), entry.mtimeSeconds());
      blocks.writeBytes(ustar(paxEntry, 'x'));
      blocks.writeBytes(pax.toByteArray());
      blocks.writeBytes(padding(pax.size()));
    }
    blocks.writeBytes(ustar(entry, entry.type().flag));
    return blocks.toByteArray();
  }

  /// The zeros behind `size` bytes of data.
  public static byte[] padding(long size) {
    return new byte[(int) (-size & (BLOCK - 1))];
  }

  /// Two blocks of zeros.
  public static byte[] end() {
    return new byte[2 * BLOCK];
  }

  private static byte[] ustar(TarEntry entry, char flag) {
    byte[] block = new byte[BLOCK];
    put(block, 0, entry.name(), NAME_BYTES);
    put(block, 100, "%06o ".formatted(entry.mode()), 8);
    put(block, 108, "000000 ", 8);
    put(block, 116, "000000 ", 8);
    put(block, 124, "%011o ".formatted(Math.min(entry.size(), SIZE_MAX)), 12);
    put(block, 136, "%011o ".formatted(Math.clamp(entry.mtimeSeconds(), 0, SIZE_MAX)), 12);
    put(block, 148, "        ", 8);
    block[156] = (byte) flag;
    put(block, 157, entry.target(), NAME_BYTES);
    put(block, 257, "ustar\00000", 8);
    put(block, 265, "root", 32);
    put(block, 297, "root", 32);
    put(block, 329, "000000 ", 8);
    put(block, 337, "000000 ", 8);
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum), 8);
    return block;
  }

  private static void put(byte[] block, int offset, String text, int bytesMax) {
    byte[] bytes = bytes(text);
    System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, bytesMax));
  }

  /// `LENGTH KEY=VALUE\n`, where the length counts its own digits too.
  private static void paxRecord(ByteArrayOutputStream pax, String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + 1;
    while (Integer.toString(length).length() + rest != length) {
      length = Integer.toString(length).length() + rest;
    }
    pax.writeBytes(bytes(length + " " + key + "="));
    pax.writeBytes(value);
    pax.write('\n');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
