package slipway.xbps;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// A public RSA key, as it stands in a repository and as clients keep it.
///
/// @param pem SubjectPublicKeyInfo in lines of 64 characters, with a newline at the end: the bytes
///   of `openssl rsa -pubout`
public record RsaPublicKey(RSAPublicKey key, String pem) {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----\n";
  private static final String END = "-----END PUBLIC KEY-----\n";

  /// Reads PEM text; the newline at its end may be missing.
  ///
  /// @throws XbpsFormatException if it is not a public RSA key
  public static RsaPublicKey parse(String pem) {
    String body = pem.strip();
    if (!body.startsWith(BEGIN.strip()) || !body.endsWith(END.strip())) {
      throw new XbpsFormatException("the public key does not begin and end as PEM does");
    }
    String base64 = body.substring(BEGIN.length() - 1, body.length() - END.length() + 1);
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      return new RsaPublicKey((RSAPublicKey) key, pem);
    } catch (IllegalArgumentException | GeneralSecurityException damaged) {
      throw new XbpsFormatException("the public key is damaged, or not RSA", damaged);
    }
  }

  static RsaPublicKey of(RSAPublicKeySpec numbers) {
    try {
      var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(numbers);
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      return new RsaPublicKey(key, BEGIN + base64 + "\n" + END);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("these numbers came from an RSA key", impossible);
    }
  }

  public int bits() {
    return key.getModulus().bitLength();
  }

  /// MD5 of the key as SSH encodes it (RFC 4253, section 6.6): 16 pairs of hexadecimal digits with
  /// colons. A name, not a protection: the client compares whole keys.
  public String fingerprint() {
    var ssh = new ByteArrayOutputStream();
    addPart(ssh, "ssh-rsa".getBytes(StandardCharsets.US_ASCII));
    addPart(ssh, key.getPublicExponent().toByteArray());
    addPart(ssh, key.getModulus().toByteArray());
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(ssh.toByteArray());
      return HexFormat.ofDelimiter(":").formatHex(md5);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has MD5", impossible);
    }
  }

  private static void addPart(ByteArrayOutputStream out, byte[] part) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
    out.writeBytes(part);
  }
}
