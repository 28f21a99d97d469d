package slipway.publisher.minisign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// What minisign's files have in common: a comment line, and a line of Base64.
final class MinisignFormat {
  static final String UNTRUSTED = "untrusted comment: ";
  static final String TRUSTED = "trusted comment: ";
  private static final int FILE_BYTES_MAX = 64 << 10;
  private static final int BUFFER_BYTES = 1 << 16;

  private MinisignFormat() {}

  /// @throws IOException saying what to do, if there is no such small text file
  static List<String> lines(Path file) throws IOException {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new IOException(file + " is too large for a file of minisign.");
      }
      return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException missing) {
      throw new IOException("There is no file " + file + ".", missing);
    }
  }

  /// The bytes of a line of Base64.
  ///
  /// @throws IOException if it is missing or not so long
  static byte[] decode(List<String> lines, int number, int length, Path file, String what)
      throws IOException {
    try {
      byte[] bytes =
          Base64.getDecoder().decode(lines.size() > number ? lines.get(number).strip() : "");
      if (bytes.length == length) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new IOException("%s is no %s of minisign.".formatted(file, what), notBase64);
    }
    throw new IOException("%s is no %s of minisign.".formatted(file, what));
  }

  /// BLAKE2b-512 of a file.
  static byte[] digest(Path file) throws IOException {
    var digest = new Blake2bDigest(512);
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    byte[] bytes = new byte[64];
    digest.doFinal(bytes, 0);
    return bytes;
  }
}
