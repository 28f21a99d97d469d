package slipway.xbps;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarWriter;

/// Writes one index again and again, compressing only what has changed since the last time.
///
/// Compressing an index of 15,000 packages takes half a second; a change touches one of them. zstd
/// frames may follow one another in a file, so the entries are cut into pieces, each its own frame,
/// and the frames are kept. Where to cut is decided by the names alone: a new entry changes its own
/// piece and no other. Unpacked, the bytes are those of [Repodata#write].
///
/// One owner: not for use by several threads at once.
public final class RepodataEncoder {
  /// A piece ends behind a name whose hash has this many low bits zero: 64 entries on average,
  /// about 90 KiB.
  private static final int CUT_BITS = 6;

  private Map<String, Piece> piecesByFirstName = new HashMap<>();

  /// Creates or replaces the file, durably and at once, as [Repodata#write(Path, FileTime)] does.
  ///
  /// @return the SHA-256 of the file, 32 bytes
  public byte[] write(Repodata repodata, Path file, FileTime mtime) throws IOException {
    var next = new HashMap<String, Piece>();
    List<byte[]> frames = frames(repodata, next);
    DurableFile.write(file, Optional.of(mtime), out -> writeAll(frames, out));
    piecesByFirstName = next;
    MessageDigest digest = Sha256.digest();
    frames.forEach(digest::update);
    return digest.digest();
  }

  private static void writeAll(List<byte[]> frames, OutputStream out) throws IOException {
    for (byte[] frame : frames) {
      out.write(frame);
    }
  }

  private List<byte[]> frames(Repodata repodata, Map<String, Piece> next) {
    var frames = new ArrayList<byte[]>();
    addMember(frames, Repodata.INDEX, pieces(repodata.index().values(), next));
    byte[] meta = repodata.metaPlist();
    var rest = new ByteArrayOutputStream();
    rest.writeBytes(header(Repodata.META, meta.length));
    rest.writeBytes(meta);
    rest.writeBytes(TarWriter.padding(meta.length));
    frames.add(compress(rest.toByteArray()));
    addMember(frames, Repodata.STAGE, pieces(repodata.stage().values(), new HashMap<>()));
    frames.add(compress(TarWriter.end()));
    return frames;
  }

  private static void addMember(List<byte[]> frames, String name, List<Piece> pieces) {
    if (pieces.isEmpty()) {
      frames.add(compress(header(name, 0)));
      return;
    }
    byte[] top = PropertyList.header();
    byte[] bottom = PropertyList.footer();
    long size = (long) top.length + bottom.length;
    for (Piece piece : pieces) {
      size += piece.bytes;
    }
    var before = new ByteArrayOutputStream();
    before.writeBytes(header(name, size));
    before.writeBytes(top);
    frames.add(compress(before.toByteArray()));
    pieces.forEach(piece -> frames.add(piece.frame));
    var behind = new ByteArrayOutputStream();
    behind.writeBytes(bottom);
    behind.writeBytes(TarWriter.padding(size));
    frames.add(compress(behind.toByteArray()));
  }

  private List<Piece> pieces(Collection<RepoEntry> entries, Map<String, Piece> next) {
    var cut = new ArrayList<List<RepoEntry>>();
    var open = new ArrayList<RepoEntry>();
    for (RepoEntry entry : entries) {
      open.add(entry);
      if (cutsBehind(entry.name())) {
        cut.add(open);
        open = new ArrayList<>();
      }
    }
    if (!open.isEmpty()) {
      cut.add(open);
    }
    List<Piece> pieces = cut.parallelStream().map(this::piece).toList();
    pieces.forEach(piece -> next.put(piece.firstName(), piece));
    return pieces;
  }

  private Piece piece(List<RepoEntry> entries) {
    Piece kept = piecesByFirstName.get(entries.getFirst().name());
    return kept != null && kept.entries.equals(entries) ? kept : new Piece(entries);
  }

  private static boolean cutsBehind(String name) {
    int hash = name.hashCode() * 0x9E3779B1;
    return hash >>> (Integer.SIZE - CUT_BITS) == 0;
  }

  private static byte[] header(String name, long size) {
    return TarWriter.header(TarEntry.file(name, 0644, size, 0));
  }

  private static byte[] compress(byte[] bytes) {
    return Zstd.compress(bytes, Compression.ZSTD_LEVEL);
  }

  /// Neighbouring entries and their compressed form.
  private static final class Piece {
    private final List<RepoEntry> entries;
    private final byte[] frame;
    private final int bytes;

    Piece(List<RepoEntry> entries) {
      this.entries = entries;
      var out = new ByteArrayOutputStream();
      entries.forEach(entry -> out.writeBytes(entry.indexMember()));
      this.bytes = out.size();
      this.frame = compress(out.toByteArray());
    }

    String firstName() {
      return entries.getFirst().name();
    }
  }
}
