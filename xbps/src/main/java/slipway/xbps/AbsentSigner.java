package slipway.xbps;

import java.io.IOException;

/// Knows the key's public half, and signs nothing.
record AbsentSigner(RsaPublicKey publicKey) implements Signer {
  @Override
  public byte[] sign(byte[] sha256) throws IOException {
    throw new IOException(
        "A package has to be signed, and no private key was given (%s). Name the key file."
            .formatted(publicKey.fingerprint()));
  }

  @Override
  public byte[] signLegacy(byte[] sha256) throws IOException {
    return sign(sha256);
  }
}
