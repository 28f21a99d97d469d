package slipway.xbps;

import java.io.IOException;

/// Signs packages, of which it sees the digest alone. Safe for use by many threads.
public interface Signer {
  /// The signature for `.sig2`. The same digest gives the same bytes.
  ///
  /// @param sha256 32 bytes
  /// @throws IOException if there is no key at hand; the message says what to do
  byte[] sign(byte[] sha256) throws IOException;

  /// The signature for `.sig`, which clients before 0.60 want.
  ///
  /// @param sha256 32 bytes
  byte[] signLegacy(byte[] sha256) throws IOException;

  /// What others need to verify the signatures.
  RsaPublicKey publicKey();

  /// One that has the public key only: enough to work on a repository in which everything is
  /// signed.
  static Signer absent(RsaPublicKey publicKey) {
    return new AbsentSigner(publicKey);
  }
}
