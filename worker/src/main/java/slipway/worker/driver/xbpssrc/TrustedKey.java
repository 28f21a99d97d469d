package slipway.worker.driver.xbpssrc;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.plist.PropertyList;

/// A key as the client keeps those that it trusts, in a file `FINGERPRINT.plist`.
public final class TrustedKey {
  private TrustedKey() {}

  public static byte[] plist(RsaPublicKey key) {
    return PropertyList.write(
        Map.of(
            "public-key",
            key.pem().getBytes(StandardCharsets.US_ASCII),
            "public-key-size",
            (long) key.bits(),
            "signature-by",
            "Slipway"));
  }
}
