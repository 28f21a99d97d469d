package slipway.xbps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An open ELF file: program headers, the dynamic section and its strings. Layouts are those of the
/// System V ABI, "Object Files" and "Program Loading and Dynamic Linking".
final class ElfImage {
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final long DT_NULL = 0;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;
  private static final long DT_SONAME = 14;
  private static final int SEGMENTS_MAX = 4096;
  private static final int DYNAMIC_BYTES_MAX = 1 << 20;
  private static final int STRING_BYTES_MAX = 4096;

  private final FileChannel channel;
  private final boolean wide;
  private final ByteOrder order;
  private final ByteBuffer header;

  ElfImage(FileChannel channel, boolean wide, ByteOrder order, ByteBuffer header) {
    this.channel = channel;
    this.wide = wide;
    this.order = order;
    this.header = header;
  }

  private record Segment(int type, long offset, long address, long fileBytes) {
    boolean holds(long wanted) {
      return type == PT_LOAD
          && Long.compareUnsigned(wanted, address) >= 0
          && Long.compareUnsigned(wanted - address, fileBytes) < 0;
    }
  }

  ElfInfo info() throws IOException {
    List<Segment> segments = segments();
    Optional<String> soname = Optional.empty();
    var needed = new ArrayList<String>();
    for (Segment segment : segments) {
      if (segment.type() == PT_DYNAMIC) {
        List<long[]> dynamic = dynamic(segment);
        long strings = stringsOffset(dynamic, segments);
        for (long[] tagAndValue : dynamic) {
          if (tagAndValue[0] == DT_NEEDED) {
            needed.add(string(strings + tagAndValue[1]));
          } else if (tagAndValue[0] == DT_SONAME) {
            soname = Optional.of(string(strings + tagAndValue[1]));
          }
        }
      }
    }
    int type = header.getShort(16) & 0xffff;
    int machine = header.getShort(18) & 0xffff;
    boolean bigEndian = order == ByteOrder.BIG_ENDIAN;
    return new ElfInfo(wide ? 64 : 32, bigEndian, machine, ElfInfo.Type.of(type), soname, needed);
  }

  private List<Segment> segments() throws IOException {
    long offset = wide ? header.getLong(32) : word(header, 28);
    int entryBytes = header.getShort(wide ? 54 : 42) & 0xffff;
    int count = header.getShort(wide ? 56 : 44) & 0xffff;
    var segments = new ArrayList<Segment>();
    if (count == 0) {
      return segments;
    }
    if (entryBytes < (wide ? 56 : 32) || count > SEGMENTS_MAX) {
      throw new XbpsFormatException("ELF with impossible program headers");
    }
    ByteBuffer table = read(offset, entryBytes * count);
    for (int i = 0; i < count; i++) {
      int at = i * entryBytes;
      int type = table.getInt(at);
      segments.add(
          wide
              ? new Segment(
                  type, table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32))
              : new Segment(type, word(table, at + 4), word(table, at + 8), word(table, at + 16)));
    }
    return segments;
  }

  /// Pairs of tag and value, up to the terminating one.
  private List<long[]> dynamic(Segment segment) throws IOException {
    // Separate debug information keeps the header but not the bytes.
    if (segment.fileBytes() < 0 || segment.fileBytes() > DYNAMIC_BYTES_MAX) {
      throw new XbpsFormatException("ELF with an impossible dynamic section");
    }
    ByteBuffer table = read(segment.offset(), (int) segment.fileBytes());
    var entries = new ArrayList<long[]>();
    int entryBytes = wide ? 16 : 8;
    for (int at = 0; at + entryBytes <= table.limit(); at += entryBytes) {
      long tag = wide ? table.getLong(at) : word(table, at);
      long value = wide ? table.getLong(at + 8) : word(table, at + 4);
      if (tag == DT_NULL) {
        break;
      }
      entries.add(new long[] {tag, value});
    }
    return entries;
  }

  /// The string table is named by its address in memory; the loaded segments say where that is in
  /// the file.
  private static long stringsOffset(List<long[]> dynamic, List<Segment> segments) {
    for (long[] tagAndValue : dynamic) {
      if (tagAndValue[0] == DT_STRTAB) {
        for (Segment segment : segments) {
          if (segment.holds(tagAndValue[1])) {
            return segment.offset() + tagAndValue[1] - segment.address();
          }
        }
      }
    }
    return Long.MIN_VALUE / 2;
  }

  private String string(long offset) throws IOException {
    long left = channel.size() - offset;
    if (offset < 0 || left <= 0) {
      throw new XbpsFormatException("ELF with a name outside of the file");
    }
    ByteBuffer bytes = read(offset, (int) Math.min(STRING_BYTES_MAX, left));
    int end = 0;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (end == bytes.limit()) {
      throw new XbpsFormatException("ELF with a name that does not end");
    }
    return StandardCharsets.UTF_8.decode(bytes.limit(end)).toString();
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    if (offset < 0 || offset > channel.size() - length) {
      throw new XbpsFormatException("ELF that points outside of its file, or is truncated");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(order);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
      // Short reads happen; the loop goes on where the last one ended.
    }
    return buffer.flip();
  }

  private static long word(ByteBuffer buffer, int at) {
    return buffer.getInt(at) & 0xffffffffL;
  }
}
