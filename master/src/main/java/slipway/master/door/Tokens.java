package slipway.master.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Tokens and whom they name. Only their SHA-256 is known here; looking one up takes the same time
/// whichever it is, or none.
public final class Tokens {
  @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
  private record Known(byte[] sha256, Identity identity) {}

  private final List<Known> known = new ArrayList<>();
  private final Enrolment enrolment;

  /// @param enrolment workers that are known beside those that are named here
  public Tokens(Enrolment enrolment) {
    this.enrolment = enrolment;
  }

  /// @param sha256 64 hex digits
  public Tokens worker(String name, String sha256, Set<String> hosts) {
    known.add(new Known(HexFormat.of().parseHex(sha256), new Identity.Worker(name, hosts)));
    return this;
  }

  /// @param sha256 64 hex digits
  public Tokens client(String name, String sha256, Role role) {
    known.add(new Known(HexFormat.of().parseHex(sha256), new Identity.Client(name, role)));
    return this;
  }

  Optional<Identity> identify(String token) {
    byte[] sha256 = sha256(token);
    Optional<Identity> found = Optional.empty();
    for (Known one : known) {
      if (MessageDigest.isEqual(one.sha256(), sha256)) {
        found = Optional.of(one.identity());
      }
    }
    return found.isPresent() ? found : enrolment.identify(HexFormat.of().formatHex(sha256));
  }

  /// Whether two hashes are the same, in a time that does not tell where they differ.
  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// The hash that a configuration names instead of the token, 64 hex digits.
  public static String hash(String token) {
    return HexFormat.of().formatHex(sha256(token));
  }
}
