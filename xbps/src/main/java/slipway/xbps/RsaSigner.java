package slipway.xbps;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/// Signs packages as the XBPS client wants it: RSASSA-PKCS1-v1_5 with SHA-256 over the package's
/// bytes.
///
/// It sees digests only, never packages. Safe for use by many threads.
public final class RsaSigner implements Signer {
  /// Shorter keys are refused, though the client would take them: they can be broken.
  public static final int BITS_MIN = 2048;

  /// DigestInfo of RFC 8017, section 9.2, for SHA-256: what stands before the digest.
  static final byte[] SHA256_PREFIX =
      HexFormat.of().parseHex("3031300d060960864801650304020105000420");

  /// The same for SHA-1, with the length of a SHA-256 digest: the oddity that clients before 0.60
  /// expect.
  private static final byte[] LEGACY_PREFIX =
      HexFormat.of().parseHex("302d300906052b0e03021a05000420");

  private final PrivateKey privateKey;
  private final RsaPublicKey publicKey;
  private final RsaEngine engine;

  private RsaSigner(PrivateKey privateKey, RsaPublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.engine = new RsaEngine(privateKey);
  }

  /// Reads a key file: PEM, PKCS#1 or PKCS#8, with a passphrase if it is locked.
  ///
  /// @throws IOException saying what to do, if there is no usable key in it
  public static RsaSigner open(Path pemFile, Optional<String> passphrase) throws IOException {
    try {
      return fromPem(Files.readString(pemFile, StandardCharsets.US_ASCII), passphrase);
    } catch (NoSuchFileException missing) {
      throw new IOException(
          "There is no signing key at " + pemFile + ". Name another file, or create a key.",
          missing);
    } catch (IOException | XbpsFormatException unusable) {
      throw new IOException(
          "The signing key %s cannot be used: %s".formatted(pemFile, unusable.getMessage()),
          unusable);
    }
  }

  /// As [#open], from the text itself.
  ///
  /// @throws XbpsFormatException if the text holds no usable key
  public static RsaSigner fromPem(String pem, Optional<String> passphrase) {
    RSAPrivateCrtKey key = PemKeys.read(new StringReader(pem), passphrase);
    int bits = key.getModulus().bitLength();
    if (bits < BITS_MIN) {
      throw new XbpsFormatException(
          "the RSA key has %d bits; at least %d are needed".formatted(bits, BITS_MIN));
    }
    return new RsaSigner(
        key, RsaPublicKey.of(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
  }

  /// Makes a new key. [#privateKeyPem] gives it for keeping.
  public static RsaSigner generate(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      var key = (RSAPublicKey) pair.getPublic();
      return new RsaSigner(
          pair.getPrivate(),
          RsaPublicKey.of(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java makes RSA keys", impossible);
    }
  }

  /// As many bytes as the modulus has.
  @Override
  public byte[] sign(byte[] sha256) {
    return sign(SHA256_PREFIX, sha256);
  }

  @Override
  public byte[] signLegacy(byte[] sha256) {
    return sign(LEGACY_PREFIX, sha256);
  }

  @Override
  public RsaPublicKey publicKey() {
    return publicKey;
  }

  /// PEM text, SubjectPublicKeyInfo, with a newline at its end.
  public String publicKeyPem() {
    return publicKey.pem();
  }

  /// As the client shows it: 16 pairs of hexadecimal digits with colons.
  public String fingerprint() {
    return publicKey.fingerprint();
  }

  /// PEM text, PKCS#1, unlocked: for a file that only its owner can read.
  public String privateKeyPem() {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(privateKey);
    } catch (IOException impossible) {
      throw new IllegalStateException("a string can always be written", impossible);
    }
    return text.toString();
  }

  private byte[] sign(byte[] prefix, byte[] sha256) {
    if (sha256.length != 32) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + sha256.length);
    }
    byte[] digestInfo = new byte[prefix.length + sha256.length];
    System.arraycopy(prefix, 0, digestInfo, 0, prefix.length);
    System.arraycopy(sha256, 0, digestInfo, prefix.length, sha256.length);
    return engine.encrypt(digestInfo);
  }
}
