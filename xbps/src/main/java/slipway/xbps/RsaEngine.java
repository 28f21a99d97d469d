package slipway.xbps;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// The one slow part of signing. Safe for use by many threads.
///
/// Java does it at first. Whoever signs a lot gets AWS-LC, which makes the same bytes in a third of
/// the time, but takes some tenths of a second to load. Where its library does not run, Java goes
/// on.
final class RsaEngine {
  /// So many signatures take Java about half as long as the other library takes to load.
  private static final int BY_JAVA = 128;

  private static final String TRANSFORMATION = "RSA/ECB/PKCS1Padding";

  private final Means java;
  private final AtomicInteger count = new AtomicInteger();
  private volatile @Nullable Means best;

  RsaEngine(PrivateKey key) {
    this.java = new Means(Optional.empty(), key);
  }

  /// A key in the form in which its provider has it: to convert it takes longer than to sign.
  private record Means(Optional<Provider> provider, PrivateKey key) {
    Cipher cipher() throws GeneralSecurityException {
      Cipher cipher =
          provider.isPresent()
              ? Cipher.getInstance(TRANSFORMATION, provider.get())
              : Cipher.getInstance(TRANSFORMATION);
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher;
    }
  }

  /// The padded and encrypted text, as long as the modulus.
  byte[] encrypt(byte[] text) {
    try {
      Means means = count.getAndIncrement() < BY_JAVA ? java : best();
      return means.cipher().doFinal(text);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("the RSA key was accepted and does not sign", unusable);
    }
  }

  /// Two threads may both find it out: they find the same.
  private Means best() throws GeneralSecurityException {
    Means known = best;
    if (known == null) {
      known = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null ? awsLc() : java;
      best = known;
    }
    return known;
  }

  private Means awsLc() throws GeneralSecurityException {
    Provider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    var encoded = new PKCS8EncodedKeySpec(java.key().getEncoded());
    return new Means(
        Optional.of(provider), KeyFactory.getInstance("RSA", provider).generatePrivate(encoded));
  }
}
