package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 as XBPS writes it: 64 lower-case hexadecimal digits.
public final class Sha256 {
  private static final HexFormat HEX = HexFormat.of();

  private Sha256() {}

  /// A fresh digest.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  public static String hex(byte[] digest) {
    return HEX.formatHex(digest);
  }

  /// The 32 bytes behind 64 digits.
  ///
  /// @throws XbpsFormatException if these are not 64 lower-case hexadecimal digits
  public static byte[] parse(String hex) {
    check(hex);
    return HEX.parseHex(hex);
  }

  /// @throws XbpsFormatException as [#parse]
  static void check(String hex) {
    if (!isHex(hex)) {
      throw new XbpsFormatException(
          "\"" + hex + "\" is not a SHA-256: 64 lower-case hexadecimal digits");
    }
  }

  /// The digest of a file's bytes.
  public static byte[] ofFile(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return digest.digest();
  }

  static boolean isHex(String text) {
    if (text.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
