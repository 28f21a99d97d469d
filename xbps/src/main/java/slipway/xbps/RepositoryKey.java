package slipway.xbps;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import slipway.xbps.plist.PropertyList;

/// The `index-meta.plist` of a repository: the key that its packages are signed with, for clients
/// to import.
///
/// @param signedBy who signs, as clients show it
public record RepositoryKey(RsaPublicKey publicKey, String signedBy) {

  /// @throws XbpsFormatException if something is missing that a client needs to import the key
  static RepositoryKey read(byte[] plist) {
    SortedMap<String, Object> dictionary = PropertyList.read(plist);
    if (dictionary.get("public-key") instanceof byte[] pem
        && dictionary.get("public-key-size") instanceof Long bits
        && bits > 0
        && dictionary.get("signature-by") instanceof String signedBy) {
      return new RepositoryKey(
          RsaPublicKey.parse(new String(pem, StandardCharsets.UTF_8)), signedBy);
    }
    throw new XbpsFormatException(
        "index-meta.plist needs public-key, public-key-size and signature-by");
  }

  /// The property list that a client keeps below `/var/db/xbps/keys`, named after the key's
  /// fingerprint, once it trusts the key.
  public byte[] asClientsKeepIt() {
    return PropertyList.write(
        Map.of(
            "public-key",
            publicKey.pem().getBytes(StandardCharsets.UTF_8),
            "public-key-size",
            (long) publicKey.bits(),
            "signature-by",
            signedBy));
  }

  byte[] toPropertyList() {
    return PropertyList.write(
        Map.of(
            "public-key",
            publicKey.pem().getBytes(StandardCharsets.UTF_8),
            "public-key-size",
            (long) publicKey.bits(),
            "signature-by",
            signedBy,
            "signature-type",
            "rsa"));
  }
}
