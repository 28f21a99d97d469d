package slipway.webui.login;

/// What is kept of a password: PBKDF2 (RFC 8018) with HMAC-SHA-512 over a random salt.
///
/// @param salt base64, without a colon
/// @param hash base64 of 32 bytes
record PasswordHash(int iterations, String salt, String hash) {

  @Override
  public String toString() {
    return iterations + ":" + salt + ":" + hash;
  }
}
