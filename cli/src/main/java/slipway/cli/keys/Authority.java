package slipway.cli.keys;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/// Issues certificates, and is thrown away: its key is written nowhere. Keys are on the curve P-256
/// (X.509 by RFC 5280).
final class Authority {
  private final X500Name name;
  private final KeyPair keys;
  private final Instant from;
  private final Instant to;
  private final SecureRandom random;

  private Authority(X500Name name, KeyPair keys, Instant from, Instant to, SecureRandom random) {
    this.name = name;
    this.keys = keys;
    this.from = from;
    this.to = to;
    this.random = random;
  }

  /// @param life of the certificates, from a day before now
  /// @param file gets its own certificate, PEM
  static Authority make(
      String commonName, Path file, Instant now, Duration life, SecureRandom random)
      throws IOException {
    try {
      var authority =
          new Authority(
              name(commonName),
              keyPair(random),
              now.minus(Duration.ofDays(1)),
              now.plus(life),
              random);
      var builder = authority.certificate(authority.name, authority.keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      write(file, authority.signed(builder), "rw-r--r--");
      return authority;
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("this Java cannot make P-256 certificates", impossible);
    }
  }

  /// @param alternatives DNS names and IP addresses
  /// @param key gets PKCS#8, readable by the owner only
  void issue(String commonName, List<String> alternatives, Path certificate, Path key)
      throws IOException {
    try {
      KeyPair issued = keyPair(random);
      var builder = certificate(name(commonName), issued);
      builder.addExtension(Extension.subjectAlternativeName, false, generalNames(alternatives));
      write(certificate, signed(builder), "rw-r--r--");
      write(key, new JcaPKCS8Generator(issued.getPrivate(), null), "rw-------");
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("this Java cannot make P-256 certificates", impossible);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private JcaX509v3CertificateBuilder certificate(X500Name subject, KeyPair its) {
    return new JcaX509v3CertificateBuilder(
        name,
        new BigInteger(120, random).setBit(120),
        Date.from(from),
        Date.from(to),
        subject,
        its.getPublic());
  }

  private JcaMiscPEMGenerator signed(JcaX509v3CertificateBuilder builder)
      throws OperatorCreationException, IOException {
    return new JcaMiscPEMGenerator(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static GeneralNames generalNames(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(one ->
                new GeneralName(
                    one.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                    one))
            .toArray(GeneralName[]::new));
  }

  private static void write(Path file, PemObjectGenerator content, String permissions)
      throws IOException {
    var text = new StringWriter();
    try (var pem = new PemWriter(text)) {
      pem.writeObject(content);
    }
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(file, text.toString(), StandardOpenOption.WRITE);
  }
}
