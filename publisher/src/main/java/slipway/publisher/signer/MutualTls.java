package slipway.publisher.signer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// TLS 1.3 in which both sides show a certificate of one authority.
///
/// @param certificate PEM, with its chain
/// @param key PEM, not locked
/// @param authority PEM: whose certificates are believed
public record MutualTls(Path certificate, Path key, Path authority) {
  private static final int DNS_NAME = 2;

  /// @throws IOException saying which file cannot be used, and why
  SSLContext context() throws IOException {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("own", privateKey(), new char[0], certificates(certificate));
      var own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, new char[0]);
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int count = 0;
      for (Certificate one : certificates(authority)) {
        trusted.setCertificateEntry("authority " + count++, one);
      }
      var others = TrustManagerFactory.getInstance("PKIX");
      others.init(trusted);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IOException(
          "The certificate %s, its key %s and the authority %s cannot be used together: %s"
              .formatted(certificate, key, authority, unusable.getMessage()),
          unusable);
    }
  }

  static SSLParameters parameters() {
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return parameters;
  }

  private static Certificate[] certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (all.length == 0) {
        throw new IOException("There is no certificate in %s.".formatted(file));
      }
      return all;
    } catch (NoSuchFileException missing) {
      throw new IOException("There is no file %s.".formatted(file), missing);
    } catch (GeneralSecurityException damaged) {
      throw new IOException(
          "%s is no certificate in PEM: %s".formatted(file, damaged.getMessage()), damaged);
    }
  }

  private PrivateKey privateKey() throws IOException {
    try (var parser = new PEMParser(Files.newBufferedReader(key, StandardCharsets.US_ASCII))) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null, default ->
            throw new IOException("%s holds no private key that is not locked.".formatted(key));
      };
    } catch (NoSuchFileException missing) {
      throw new IOException("There is no file %s.".formatted(key), missing);
    }
  }

  /// What a certificate calls its holder: its DNS names, and its common name.
  static Set<String> namesOf(X509Certificate certificate) {
    var names = new TreeSet<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.getFirst() instanceof Integer kind && kind == DNS_NAME) {
            names.add(String.valueOf(alternative.get(1)));
          }
        }
      }
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add(String.valueOf(part.getValue()));
        }
      }
    } catch (GeneralSecurityException | InvalidNameException damaged) {
      return Set.of();
    }
    return names;
  }
}
