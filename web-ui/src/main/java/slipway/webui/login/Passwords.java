package slipway.webui.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Hashes passwords and compares them.
public final class Passwords {

  /// The users file and the audit log speak of a person by this name.
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

  public static final int LENGTH_MIN = 8;
  static final int LENGTH_MAX = 1024;

  /// OWASP's password storage cheat sheet (2023) asks for 210,000 with SHA-512.
  private static final int ITERATIONS = 210_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Compared with when there is no such user, so that the answer takes as long.
  static final PasswordHash NOBODY = new PasswordHash(ITERATIONS, "AAAAAAAAAAAAAAAAAAAAAA==", "");

  private Passwords() {}

  /// A line for the users file: `name:role:iterations:salt:hash`.
  ///
  /// @throws IllegalArgumentException if the name or the password will not do
  public static String hash(String name, Role role, char[] password) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name \""
              + name
              + "\" will not do: up to 64 letters, digits and . _ @ + -, a letter or digit first.");
    }
    if (password.length < LENGTH_MIN || password.length > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "A password has between " + LENGTH_MIN + " and " + LENGTH_MAX + " characters.");
    }
    return hash(name, role, password, ITERATIONS);
  }

  static String hash(String name, Role role, char[] password, int iterations) {
    var salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    var hash =
        new PasswordHash(iterations, encode(salt), encode(derive(password, salt, iterations)));
    return name + ":" + role.word() + ":" + hash;
  }

  /// Whether `password` is the one that was hashed. Takes as long for a wrong one.
  static boolean matches(char[] password, PasswordHash expected) {
    if (password.length > LENGTH_MAX) {
      return false;
    }
    var salt = Base64.getDecoder().decode(expected.salt());
    var derived = derive(password, salt, expected.iterations());
    return MessageDigest.isEqual(derived, Base64.getDecoder().decode(expected.hash()));
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    var spec = new PBEKeySpec(password, salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", missing);
    } finally {
      spec.clearPassword();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
