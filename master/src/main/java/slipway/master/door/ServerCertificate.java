package slipway.master.door;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that a server shows, with its key, from PEM files that may be replaced while it
/// runs: connections that begin later are shown the new one, and those that are open stay.
///
/// Not for several threads at once, but for the TLS library's.
public final class ServerCertificate {
  private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);
  private static final byte[] PROBE = {1, 2, 3, 4};

  private final Path certificate;
  private final Path key;
  private final AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
  private Stamp used;
  private Stamp looked;

  /// What tells that a file was replaced.
  private record Stamp(FileTime certificate, FileTime key) {}

  private ServerCertificate(Path certificate, Path key, Stamp used) {
    this.certificate = certificate;
    this.key = key;
    this.used = used;
    this.looked = used;
  }

  /// @throws IOException if one of the files cannot be read
  /// @throws GeneralSecurityException if they are no certificate and key, or do not belong together
  public static ServerCertificate open(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    var opened = new ServerCertificate(certificate, key, stamp(certificate, key));
    opened.read();
    return opened;
  }

  public ServerCredentials credentials() {
    return TlsServerCredentials.newBuilder().keyManager(manager).build();
  }

  /// Takes the files up if they were replaced since. While they make no sense together, since one
  /// of them has yet to come, the old ones stay in use.
  public void refresh() {
    try {
      Stamp now = stamp(certificate, key);
      if (now.equals(used)) {
        return;
      }
      boolean settled = now.equals(looked);
      looked = now;
      if (settled) {
        read();
        used = now;
        log.atInfo().addKeyValue("certificate", certificate).log("certificate read again");
      }
    } catch (IOException | GeneralSecurityException | RuntimeException notYet) {
      log.atWarn()
          .addKeyValue("certificate", certificate)
          .addKeyValue("key", key)
          .addKeyValue("reason", notYet.toString())
          .log("the new certificate cannot be used; the former one stays");
    }
  }

  private void read() throws IOException, GeneralSecurityException {
    try (var certificates = Files.newInputStream(certificate);
        var keys = Files.newInputStream(key)) {
      X509Certificate[] chain = CertificateUtils.getX509Certificates(certificates);
      PrivateKey secret = CertificateUtils.getPrivateKey(keys);
      if (chain.length == 0) {
        throw new GeneralSecurityException(certificate + " holds no certificate");
      }
      requirePair(chain[0], secret);
      manager.updateIdentityCredentials(chain, secret);
    }
  }

  private void requirePair(X509Certificate shown, PrivateKey secret)
      throws GeneralSecurityException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> secret.getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(shown.getPublicKey());
    signature.update(PROBE);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException(
          "the key %s does not belong to the certificate %s".formatted(key, certificate));
    }
  }

  private static Stamp stamp(Path certificate, Path key) throws IOException {
    return new Stamp(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }
}
