package slipway.webui.hooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proofs that a webhook's sender knows the shared secret. Compared in constant time.
final class Signature {

  private static final String PREFIX = "sha256=";

  private final byte[] secret;

  Signature(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /// Whether `header` is GitHub's `X-Hub-Signature-256` for these bytes: `sha256=` and the
  /// HMAC-SHA-256 in hexadecimal.
  boolean covers(byte[] body, String header) {
    return MessageDigest.isEqual(
        (PREFIX + HexFormat.of().formatHex(hmac(body))).getBytes(StandardCharsets.US_ASCII),
        header.strip().getBytes(StandardCharsets.UTF_8));
  }

  /// Whether `header` is `Bearer` and the secret itself.
  boolean isBearer(String header) {
    return MessageDigest.isEqual(
        ("Bearer " + new String(secret, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8),
        header.strip().getBytes(StandardCharsets.UTF_8));
  }

  private byte[] hmac(byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has HmacSHA256", missing);
    }
  }
}
