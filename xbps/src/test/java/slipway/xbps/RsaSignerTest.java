package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaSignerTest {
  private static final RsaSigner SIGNER = RsaSigner.generate(2048);
  private static final byte[] PACKAGE = "the bytes of a package".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  private static byte[] digest() {
    return Sha256.digest().digest(PACKAGE);
  }

  @Test
  void theSignatureIsThatOfTheWholePackage() throws GeneralSecurityException {
    byte[] signature = SIGNER.sign(digest());
    assertThat(signature).hasSize(256).isEqualTo(SIGNER.sign(digest()));
    var java = Signature.getInstance("SHA256withRSA");
    java.initVerify(SIGNER.publicKey().key());
    java.update(PACKAGE);
    assertThat(java.verify(signature)).isTrue();
    assertThat(new SignatureVerifier(SIGNER.publicKey()).verifies(digest(), signature)).isTrue();
    assertThat(
            new SignatureVerifier(RsaSigner.generate(2048).publicKey())
                .verifies(digest(), signature))
        .isFalse();
  }

  @Test
  void whoSignsALotGetsTheSameSignatures() {
    byte[] first = SIGNER.sign(digest());
    for (int i = 0; i < 200; i++) {
      assertThat(SIGNER.sign(digest())).isEqualTo(first);
    }
  }

  @Test
  void theLegacySignatureNamesSha1AndHoldsSha256() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.DECRYPT_MODE, SIGNER.publicKey().key());
    assertThat(HexFormat.of().formatHex(cipher.doFinal(SIGNER.signLegacy(digest()))))
        .isEqualTo("302d300906052b0e03021a05000420" + HexFormat.of().formatHex(digest()));
  }

  @Test
  void aKeyReadsBackAsWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("key.pem"), SIGNER.privateKeyPem());
    RsaSigner read = RsaSigner.open(file, Optional.empty());
    assertThat(read.fingerprint()).isEqualTo(SIGNER.fingerprint());
    assertThat(read.sign(digest())).isEqualTo(SIGNER.sign(digest()));
    assertThat(RsaPublicKey.parse(SIGNER.publicKeyPem()).fingerprint())
        .isEqualTo(SIGNER.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs8 -topk8 -nocrypt",
        "pkcs8 -topk8 -passout pass:secret",
        "pkcs8 -topk8 -passout pass:secret -v2 aes-256-cbc -v2prf hmacWithSHA256",
        "rsa -traditional",
        "rsa -traditional -aes256 -passout pass:secret",
        "rsa -traditional -des3 -passout pass:secret",
      })
  void everyFormThatOpensslWritesIsRead(String form) throws IOException, InterruptedException {
    Path plain = Files.writeString(directory.resolve("plain.pem"), SIGNER.privateKeyPem());
    Path other = directory.resolve("other.pem");
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(form.split(" ", -1)));
    command.addAll(List.of("-in", plain.toString(), "-out", other.toString()));
    Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
    assertThat(RsaSigner.open(other, Optional.of("secret")).fingerprint())
        .isEqualTo(SIGNER.fingerprint());
    if (form.contains("pass:")) {
      assertThatThrownBy(() -> RsaSigner.open(other, Optional.empty()))
          .hasMessageContaining("locked, and no passphrase was given");
      assertThatThrownBy(() -> RsaSigner.open(other, Optional.of("wrong")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("other.pem cannot be used");
    }
  }

  @Test
  void anUnusableKeyIsNamedWithItsFault() throws IOException, GeneralSecurityException {
    Path none = directory.resolve("none.pem");
    assertThatThrownBy(() -> RsaSigner.open(none, Optional.empty()))
        .hasMessageContaining("There is no signing key at " + none);
    assertThatThrownBy(
            () -> RsaSigner.fromPem(RsaSigner.generate(1024).privateKeyPem(), Optional.empty()))
        .hasMessageContaining("1024 bits; at least 2048");
    assertThatThrownBy(() -> RsaSigner.fromPem("hello", Optional.empty()))
        .hasMessageContaining("no PEM block");
    assertThatThrownBy(() -> RsaSigner.fromPem(SIGNER.publicKeyPem(), Optional.empty()))
        .hasMessageContaining("no private key");
    byte[] ed25519 =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(ed25519));
    assertThatThrownBy(() -> RsaSigner.fromPem(pem, Optional.empty()))
        .hasMessageContaining("not an RSA key");
  }
}
