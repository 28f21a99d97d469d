package slipway.xbps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads of ELF files what package dependencies are made of: the soname and the needed libraries.
///
/// It goes by the program headers, as the dynamic linker does, so stripped files are no obstacle.
/// Offsets and lengths come from the file and are trusted as far as the file reaches: a damaged
/// file gives an [XbpsFormatException].
public final class Elf {
  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
  private static final int HEADER_BYTES_MAX = 64;

  private Elf() {}

  /// What an ELF file is and needs; nothing if the file is no ELF file.
  ///
  /// @throws XbpsFormatException if it begins as one and then makes no sense
  public static Optional<ElfInfo> read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var head = new byte[HEADER_BYTES_MAX];
      var buffer = ByteBuffer.wrap(head);
      while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
        // Short reads happen; the loop goes on where the last one ended.
      }
      if (buffer.position() < HEADER_BYTES_MAX || !startsWithMagic(head)) {
        return Optional.empty();
      }
      boolean wide = head[4] == 2;
      boolean big = head[5] == 2;
      if (head[4] < 1 || head[4] > 2 || head[5] < 1 || head[5] > 2) {
        throw new XbpsFormatException(file + ": ELF of unknown class or byte order");
      }
      ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      try {
        return Optional.of(
            new ElfImage(channel, wide, order, ByteBuffer.wrap(head).order(order)).info());
      } catch (XbpsFormatException bad) {
        throw bad.in(file.toString());
      }
    }
  }

  private static boolean startsWithMagic(byte[] head) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }
}
