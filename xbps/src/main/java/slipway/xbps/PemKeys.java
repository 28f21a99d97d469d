package slipway.xbps;

import java.io.IOException;
import java.io.Reader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/// Private keys in all the PEM forms that `openssl` writes. Bouncy Castle reads them; it is used
/// here only, and never registered as a provider.
final class PemKeys {
  private PemKeys() {}

  static RSAPrivateCrtKey read(Reader pem, Optional<String> passphrase) {
    try (var parser = new PEMParser(pem)) {
      Object found = parser.readObject();
      if (found == null) {
        throw new XbpsFormatException("there is no PEM block in it");
      }
      PrivateKeyInfo info = unlock(found, passphrase);
      var key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      if (key instanceof RSAPrivateCrtKey rsa) {
        return rsa;
      }
      throw new XbpsFormatException("the RSA key lacks its primes");
    } catch (GeneralSecurityException notRsa) {
      throw new XbpsFormatException("it is not an RSA key, and XBPS knows no other kind", notRsa);
    } catch (IOException | PKCSException | OperatorCreationException unreadable) {
      String what =
          passphrase.isPresent()
              ? "the PEM is damaged, or the passphrase is not the right one"
              : "the PEM is damaged";
      throw new XbpsFormatException(what, unreadable);
    }
  }

  private static PrivateKeyInfo unlock(Object found, Optional<String> passphrase)
      throws IOException, PKCSException, OperatorCreationException {
    var provider = new BouncyCastleProvider();
    return switch (found) {
      case PrivateKeyInfo open -> open;
      case PEMKeyPair open -> open.getPrivateKeyInfo();
      case PEMEncryptedKeyPair locked ->
          locked
              .decryptKeyPair(
                  new JcePEMDecryptorProviderBuilder()
                      .setProvider(provider)
                      .build(required(passphrase)))
              .getPrivateKeyInfo();
      case PKCS8EncryptedPrivateKeyInfo locked ->
          locked.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(provider)
                  .build(required(passphrase)));
      default ->
          throw new XbpsFormatException(
              "it holds no private key, but a " + found.getClass().getSimpleName());
    };
  }

  private static char[] required(Optional<String> passphrase) {
    return passphrase
        .orElseThrow(() -> new XbpsFormatException("it is locked, and no passphrase was given"))
        .toCharArray();
  }
}
