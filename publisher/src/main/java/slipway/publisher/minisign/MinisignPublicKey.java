package slipway.publisher.minisign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A public key: algorithm `Ed`, key id of 8 bytes, Ed25519 public key of 32, in Base64.
public final class MinisignPublicKey {
  private static final int BYTES = 42;

  private final byte[] id;
  private final byte[] key;

  MinisignPublicKey(byte[] id, byte[] key) {
    this.id = id.clone();
    this.key = key.clone();
  }

  /// Reads a `.pub` file; or takes the Base64 itself, as with `minisign -P`.
  ///
  /// @throws IOException if it is none
  public static MinisignPublicKey open(String fileOrBase64) throws IOException {
    boolean isBase64 = fileOrBase64.length() == 56 && fileOrBase64.startsWith("RW");
    Path file = Path.of(isBase64 ? "the given text" : fileOrBase64);
    List<String> lines = isBase64 ? List.of("", fileOrBase64) : MinisignFormat.lines(file);
    byte[] bytes = MinisignFormat.decode(lines, 1, BYTES, file, "public key");
    if (bytes[0] != 'E' || bytes[1] != 'd') {
      throw new IOException("%s is no public key of minisign.".formatted(file));
    }
    return new MinisignPublicKey(
        Arrays.copyOfRange(bytes, 2, 10), Arrays.copyOfRange(bytes, 10, BYTES));
  }

  /// As minisign shows it: 16 hexadecimal digits.
  public String id() {
    long number = ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return String.format(Locale.ROOT, "%016X", number);
  }

  /// For `minisign -P`.
  public String base64() {
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(BYTES)
                .put("Ed".getBytes(StandardCharsets.US_ASCII))
                .put(id)
                .put(key)
                .array());
  }

  /// Verifies a file's signature, and that of its trusted comment.
  ///
  /// @return the trusted comment
  /// @throws IOException saying why, if it does not verify
  public String verify(Path file, Path signatureFile) throws IOException {
    List<String> lines = MinisignFormat.lines(signatureFile);
    byte[] signed = MinisignFormat.decode(lines, 1, 74, signatureFile, "signature");
    byte[] global = MinisignFormat.decode(lines, 3, 64, signatureFile, "signature");
    if (signed[0] != 'E' || signed[1] != 'D') {
      throw new IOException(
          signatureFile
              + " has the form of minisign before 0.6, or is no signature: sign it anew.");
    }
    byte[] keyId = Arrays.copyOfRange(signed, 2, 10);
    if (!Arrays.equals(keyId, id)) {
      throw new IOException(
          "%s was made with the key %s, not %s."
              .formatted(signatureFile, new MinisignPublicKey(keyId, key).id(), id()));
    }
    byte[] signature = Arrays.copyOfRange(signed, 10, 74);
    if (!verifies(MinisignFormat.digest(file), signature)) {
      throw new IOException("%s is not what %s signs.".formatted(file, signatureFile));
    }
    String line = lines.get(2);
    String comment =
        line.startsWith(MinisignFormat.TRUSTED)
            ? line.substring(MinisignFormat.TRUSTED.length())
            : "";
    byte[] text = comment.getBytes(StandardCharsets.UTF_8);
    if (!verifies(ByteBuffer.allocate(64 + text.length).put(signature).put(text).array(), global)) {
      throw new IOException("The trusted comment of %s was changed.".formatted(signatureFile));
    }
    return comment;
  }

  private boolean verifies(byte[] message, byte[] signature) {
    var verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(key, 0));
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }
}
