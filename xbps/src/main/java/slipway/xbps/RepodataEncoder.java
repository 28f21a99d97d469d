package slipway.xbps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import slipway.xbps.plist.FrozenMap;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.plist.Writer;
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
    addMember(frames, Repodata.INDEX, pieces(repodata.index(), next));
    byte[] meta = repodata.metaPlist();
    var rest = new ByteArrayOutputStream();
    rest.writeBytes(header(Repodata.META, meta.length));
    rest.writeBytes(meta);
    rest.writeBytes(TarWriter.padding(meta.length));
    frames.add(compress(rest.toByteArray()));
    addMember(frames, Repodata.STAGE, pieces(repodata.stage(), new HashMap<>()));
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

  private List<Piece> pieces(Map<String, RepoEntry> byName, Map<String, Piece> next) {
    List<RepoEntry> entries = FrozenMap.copyOf(byName).values();
    var pieces = new ArrayList<Piece>();
    var fresh = new ArrayList<Piece>();
    for (int at = 0; at < entries.size(); at += pieces.getLast().entries.size()) {
      Piece kept = piecesByFirstName.get(entries.get(at).name());
      if (kept != null && kept.standsIn(entries, at)) {
        pieces.add(kept);
      } else {
        var piece = new Piece(List.copyOf(entries.subList(at, endOfPiece(entries, at))));
        pieces.add(piece);
        fresh.add(piece);
      }
    }
    fresh.parallelStream().forEach(Piece::compress);
    pieces.forEach(piece -> next.put(piece.firstName(), piece));
    return pieces;
  }

  private static int endOfPiece(List<RepoEntry> entries, int from) {
    int last = from;
    while (last < entries.size() - 1 && !cutsBehind(entries.get(last).name())) {
      last++;
    }
    return last + 1;
  }

  private static boolean cutsBehind(String name) {
    int hash = name.hashCode() * 0x9E3779B1;
    return hash >>> (Integer.SIZE - CUT_BITS) == 0;
  }

  private static byte[] header(String name, long size) {
    return TarWriter.header(TarEntry.file(name, 0644, size, 0));
  }

  private static byte[] compress(byte[] bytes) {
    try (Packer packer = Packer.take()) {
      return packer.pack(bytes, bytes.length);
    }
  }

  /// Neighbouring entries and their compressed form.
  private static final class Piece {
    private final List<RepoEntry> entries;
    private byte[] frame = {};
    private int bytes;

    Piece(List<RepoEntry> entries) {
      this.entries = entries;
    }

    String firstName() {
      return entries.getFirst().name();
    }

    /// Whether the piece would be cut out of these entries again, from a place on.
    boolean standsIn(List<RepoEntry> all, int from) {
      int end = from + entries.size();
      if (end > all.size() || (end < all.size() && !cutsBehind(entries.getLast().name()))) {
        return false;
      }
      for (int i = 0; i < entries.size(); i++) {
        if (!all.get(from + i).equals(entries.get(i))) {
          return false;
        }
      }
      return true;
    }

    void compress() {
      try (Packer packer = Packer.take()) {
        Writer members = packer.members();
        entries.forEach(entry -> entry.writeTo(members));
        bytes = members.length();
        frame = packer.pack(members.buffer(), bytes);
      }
    }
  }
}
