package slipway.publisher.minisign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A secret key, as `minisign -G` makes it.
///
/// After a comment line, 158 bytes in Base64:
///
///     algorithm    2   "Ed"
///     kdf          2   "Sc" for scrypt; zeros: the key is not locked
///     checksum     2   "B2" for BLAKE2b-256
///     salt        32
///     opslimit     8   little-endian
///     memlimit     8   little-endian
///     locked     104   key id (8), seed (32), public key (32), checksum (32)
///                      of algorithm, key id, seed and public key; all XORed with scrypt's output
///
/// Source: https://jedisct1.github.io/minisign/; from the limits, scrypt's parameters follow as in
/// libsodium's `crypto_pwhash_scryptsalsa208sha256`.
public final class MinisignKey {
  static final int BYTES = 158;
  private static final int LOCKED_BYTES = 104;
  private static final int SCRYPT_R = 8;
  private static final long MEMORY_BYTES_MAX = 1L << 30;

  private final byte[] id;
  private final Ed25519PrivateKeyParameters key;

  private MinisignKey(byte[] id, Ed25519PrivateKeyParameters key) {
    this.id = id;
    this.key = key;
  }

  /// Reads a key file. A locked one as minisign makes it needs a gibibyte of memory for a moment.
  ///
  /// @throws IOException saying what to do, if there is no usable key in it
  public static MinisignKey open(Path file, Optional<String> passphrase) throws IOException {
    List<String> lines = MinisignFormat.lines(file);
    byte[] bytes = MinisignFormat.decode(lines, 1, BYTES, file, "secret key");
    String algorithms = new String(bytes, 0, 6, StandardCharsets.ISO_8859_1);
    boolean locked = algorithms.equals("EdScB2");
    if (!locked && !algorithms.equals("Ed\0\0B2")) {
      throw new IOException(
          "%s is no secret key of minisign, or of a later version of it.".formatted(file));
    }
    byte[] secret = Arrays.copyOfRange(bytes, BYTES - LOCKED_BYTES, BYTES);
    if (locked) {
      unlock(secret, ByteBuffer.wrap(bytes, 6, 48), file, passphrase);
    }
    byte[] checksum = Arrays.copyOfRange(secret, 72, 104);
    byte[] id = Arrays.copyOf(secret, 8);
    var key = new Ed25519PrivateKeyParameters(secret, 8);
    // A key that is not locked is stored with or without its checksum, depending on the version.
    boolean unchecked = !locked && Arrays.equals(checksum, new byte[32]);
    byte[] publicKey = Arrays.copyOfRange(secret, 40, 72);
    if ((!unchecked && !Arrays.equals(checksum, checksum(secret)))
        || !Arrays.equals(publicKey, key.generatePublicKey().getEncoded())) {
      throw new IOException(
          locked
              ? "The passphrase does not unlock %s.".formatted(file)
              : "The secret key %s is damaged.".formatted(file));
    }
    return new MinisignKey(id, key);
  }

  private static void unlock(
      byte[] secret, ByteBuffer parameters, Path file, Optional<String> passphrase)
      throws IOException {
    if (passphrase.isEmpty()) {
      throw new IOException(
          "%s is locked, and no passphrase was given: name a file with --passphrase-file."
              .formatted(file));
    }
    byte[] salt = new byte[32];
    parameters.order(ByteOrder.LITTLE_ENDIAN).get(salt);
    byte[] stream =
        stream(
            passphrase.get().getBytes(StandardCharsets.UTF_8),
            salt,
            parameters.getLong(),
            parameters.getLong(),
            file);
    for (int i = 0; i < secret.length; i++) {
      secret[i] ^= stream[i];
    }
  }

  static byte[] stream(byte[] passphrase, byte[] salt, long operations, long memoryBytes, Path file)
      throws IOException {
    long operationsOrLeast = Math.max(operations, 32_768);
    boolean fewOperations = operationsOrLeast < memoryBytes / 32;
    long nMax = fewOperations ? operationsOrLeast / (SCRYPT_R * 4) : memoryBytes / (SCRYPT_R * 128);
    int log2 = 1;
    while (log2 < 62 && (1L << log2) <= nMax / 2) {
      log2++;
    }
    long p = fewOperations ? 1 : Math.min((operationsOrLeast / 4) >> log2, 0x3fffffff) / SCRYPT_R;
    if ((128L * SCRYPT_R) << log2 > MEMORY_BYTES_MAX || log2 > 20 || p < 1 || p > 1 << 10) {
      throw new IOException(
          "%s asks for more than a gibibyte of memory to be unlocked, or is damaged."
              .formatted(file));
    }
    return SCrypt.generate(passphrase, salt, 1 << log2, SCRYPT_R, (int) p, LOCKED_BYTES);
  }

  static byte[] checksum(byte[] secret) {
    var digest = new Blake2bDigest(256);
    byte[] algorithm = "Ed".getBytes(StandardCharsets.US_ASCII);
    digest.update(algorithm, 0, algorithm.length);
    digest.update(secret, 0, 72);
    byte[] checksum = new byte[32];
    digest.doFinal(checksum, 0);
    return checksum;
  }

  /// The signature file of a file: what `minisign -S` writes to `FILE.minisig`.
  ///
  /// @param trustedComment signed too, and shown by whoever verifies; one line
  public String sign(Path file, String trustedComment) throws IOException {
    if (trustedComment.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
      throw new IOException("A trusted comment is one line, without control characters but tabs.");
    }
    byte[] signature = sign(MinisignFormat.digest(file));
    byte[] comment = trustedComment.getBytes(StandardCharsets.UTF_8);
    byte[] global =
        sign(ByteBuffer.allocate(64 + comment.length).put(signature).put(comment).array());
    byte[] line =
        ByteBuffer.allocate(74)
            .put("ED".getBytes(StandardCharsets.US_ASCII))
            .put(id)
            .put(signature)
            .array();
    var base64 = Base64.getEncoder();
    return MinisignFormat.UNTRUSTED
        + "signature from slipway\n"
        + base64.encodeToString(line)
        + "\n"
        + MinisignFormat.TRUSTED
        + trustedComment
        + "\n"
        + base64.encodeToString(global)
        + "\n";
  }

  private byte[] sign(byte[] message) {
    var signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  /// What others need to verify.
  public MinisignPublicKey publicKey() {
    return new MinisignPublicKey(id, key.generatePublicKey().getEncoded());
  }
}
