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
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/// A certificate authority of the farm's own, and the master's certificate, for farms that have no
/// other.
///
/// Three PEM files in one directory: `ca.pem` (give it to workers and clients), `master.pem` and
/// `master.key` (PKCS#8, readable by the owner only). Keys are on the curve P-256 (X.509 by RFC
/// 5280). The authority's key is thrown away: to renew, make all three again.
public record FarmCertificates(Path authority, Path certificate, Path key) {
  /// Makes the files, unless they are there.
  ///
  /// @param names DNS names and IP addresses at which the master is reached
  /// @param life of both certificates, from a day before now
  public static FarmCertificates in(
      Path directory, List<String> names, Instant now, Duration life, SecureRandom random)
      throws IOException {
    var files =
        new FarmCertificates(
            directory.resolve("ca.pem"),
            directory.resolve("master.pem"),
            directory.resolve("master.key"));
    if (Files.exists(files.key)) {
      return files;
    }
    Files.createDirectories(directory);
    try {
      var authorityName = new X500Name("CN=Slipway farm");
      KeyPair authority = keyPair(random);
      KeyPair master = keyPair(random);
      var validity = new Validity(now.minus(Duration.ofDays(1)), now.plus(life));
      var authorityBuilder = certificate(authorityName, authorityName, authority, validity, random);
      authorityBuilder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      authorityBuilder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      var masterBuilder =
          certificate(authorityName, new X500Name("CN=Slipway master"), master, validity, random);
      masterBuilder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      write(
          files.authority,
          new JcaMiscPEMGenerator(signed(authorityBuilder, authority)),
          "rw-r--r--");
      write(
          files.certificate,
          new JcaMiscPEMGenerator(signed(masterBuilder, authority)),
          "rw-r--r--");
      write(files.key, new JcaPKCS8Generator(master.getPrivate(), null), "rw-------");
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("this Java cannot make P-256 certificates", impossible);
    }
    return files;
  }

  private record Validity(Instant from, Instant to) {}

  private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder certificate(
      X500Name issuer, X500Name subject, KeyPair keys, Validity validity, SecureRandom random) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, random).setBit(120),
        Date.from(validity.from),
        Date.from(validity.to),
        subject,
        keys.getPublic());
  }

  private static X509CertificateHolder signed(JcaX509v3CertificateBuilder builder, KeyPair by)
      throws OperatorCreationException {
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate()));
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                    name))
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
