package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import slipway.xbps.tar.TarReader;

/// A binary package, read and checked.
///
/// @param sha256 of the whole file, 64 lower-case hexadecimal digits
/// @param sizeBytes of the whole file
public record PackageFile(
    PackageProperties properties, PackageContents contents, String sha256, long sizeBytes) {
  /// Reads a package to its last byte. Afterwards it is known that the archive is whole, that its
  /// members are where XBPS wants them and reach nowhere else, and that they are those which
  /// `files.plist` promises, byte for byte.
  ///
  /// The file's name is not looked at.
  ///
  /// @throws XbpsFormatException if the package is damaged, hostile or not one at all
  public static PackageFile read(Path file) throws IOException {
    return unpack(file, MemberSink.NOWHERE);
  }

  /// Reads only `props.plist`, which comes first. Nothing is known of the rest.
  ///
  /// @throws XbpsFormatException if there is none where XBPS looks for it
  public static PackageProperties readProperties(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return readProperties(in);
    } catch (XbpsFormatException bad) {
      throw bad.in(String.valueOf(file.getFileName()));
    }
  }

  private static PackageProperties readProperties(InputStream in) throws IOException {
    try (InputStream unpacked = Compression.unpack(in)) {
      return new PackageMembers(new TarReader(unpacked)).readProperties();
    }
  }

  /// The index's entry for a file, without a look at what follows its properties. A small file is
  /// read once.
  ///
  /// @throws XbpsFormatException as [#readProperties]
  public static RepoEntry readEntry(Path file) throws IOException {
    Optional<SmallFile> read = SmallFile.read(file);
    if (read.isEmpty()) {
      return RepoEntry.of(readProperties(file), Sha256.hex(Sha256.ofFile(file)), Files.size(file));
    }
    try (SmallFile small = read.get()) {
      MessageDigest digest = Sha256.digest();
      small.addTo(digest);
      return RepoEntry.of(
          readProperties(small.stream()), Sha256.hex(digest.digest()), small.length());
    } catch (XbpsFormatException bad) {
      throw bad.in(String.valueOf(file.getFileName()));
    }
  }

  /// Reads only the list of files, which comes before them. Nothing is known of the rest.
  ///
  /// @throws XbpsFormatException if there is none where XBPS looks for it
  public static PackageContents readContents(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream unpacked = Compression.unpack(in)) {
      return new PackageMembers(new TarReader(unpacked)).readList();
    } catch (XbpsFormatException bad) {
      throw bad.in(String.valueOf(file.getFileName()));
    }
  }

  /// Unpacks a package's files below `root`, as a builder needs its dependencies; scripts are not
  /// run. An existing file is replaced. Nothing is ever written outside of `root`, whatever the
  /// package or links in `root` say.
  ///
  /// @throws XbpsFormatException as [#read]; what was unpacked until then stays
  public static PackageFile extract(Path file, Path root) throws IOException {
    return unpack(file, new Unpacker(root));
  }

  private static PackageFile unpack(Path file, MemberSink sink) throws IOException {
    MessageDigest digest = Sha256.digest();
    Optional<SmallFile> read = SmallFile.read(file);
    if (read.isEmpty()) {
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        return unpack(file, in, Files.size(file), digest, sink);
      }
    }
    try (SmallFile small = read.get()) {
      small.addTo(digest);
      return unpack(file, small.stream(), small.length(), digest, sink);
    }
  }

  /// @param digest of all that was read of `in`
  private static PackageFile unpack(
      Path file, InputStream in, long sizeBytes, MessageDigest digest, MemberSink sink)
      throws IOException {
    try (InputStream unpacked = Compression.unpack(in)) {
      var members = new PackageMembers(new TarReader(unpacked));
      PackageProperties properties = members.readProperties();
      PackageContents contents = members.readAll(sink);
      unpacked.transferTo(OutputStream.nullOutputStream());
      in.transferTo(OutputStream.nullOutputStream());
      return new PackageFile(properties, contents, Sha256.hex(digest.digest()), sizeBytes);
    } catch (XbpsFormatException bad) {
      throw bad.in(String.valueOf(file.getFileName()));
    }
  }
}
