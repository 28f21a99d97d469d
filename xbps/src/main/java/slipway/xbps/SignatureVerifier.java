package slipway.xbps;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/// Verifies `.sig2` signatures from the digest of a package.
public final class SignatureVerifier {
  private final RSAPublicKey key;
  private final int modulusBytes;

  public SignatureVerifier(RsaPublicKey publicKey) {
    this.key = publicKey.key();
    this.modulusBytes = (publicKey.bits() + 7) / 8;
  }

  /// Whether `signature` was made with this key for the package with this digest.
  ///
  /// The padding is compared whole rather than taken apart, so nothing can hide in it (RFC 8017,
  /// section 8.2.2).
  ///
  /// @param sha256 32 bytes
  public boolean verifies(byte[] sha256, byte[] signature) {
    var number = new BigInteger(1, signature);
    if (signature.length != modulusBytes || number.compareTo(key.getModulus()) >= 0) {
      return false;
    }
    byte[] opened = number.modPow(key.getPublicExponent(), key.getModulus()).toByteArray();
    // The encoded message begins with a zero byte, which a number does not keep.
    byte[] expected = new BigInteger(1, encoded(sha256)).toByteArray();
    return MessageDigest.isEqual(opened, expected);
  }

  /// `00 01 ff … ff 00 DigestInfo`, as long as the modulus.
  private byte[] encoded(byte[] sha256) {
    byte[] message = new byte[modulusBytes];
    Arrays.fill(message, (byte) 0xff);
    message[0] = 0;
    message[1] = 1;
    byte[] prefix = RsaSigner.SHA256_PREFIX;
    int start = modulusBytes - prefix.length - sha256.length;
    message[start - 1] = 0;
    System.arraycopy(prefix, 0, message, start, prefix.length);
    System.arraycopy(sha256, 0, message, start + prefix.length, sha256.length);
    return message;
  }
}
