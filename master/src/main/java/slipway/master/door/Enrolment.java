package slipway.master.door;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Workers that joined with a one-time code, instead of a line in the master's configuration.
///
/// All of it is one small file, replaced as a whole, durable before anything is answered. It holds
/// hashes: neither a code nor a token can be read from it.
public final class Enrolment {
  /// How long a code may be good for at most.
  public static final Duration VALID_MAX = Duration.ofDays(30);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_]{1,32}(-musl)?");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int CODE_BYTES = 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// What may be done with a code that was not used yet.
  ///
  /// @param expires seconds since 1970
  record Invitation(String name, List<String> hosts, String invitedBy, long expires) {}

  /// @param codeSha256 of the code that it joined with
  /// @param since seconds since 1970
  record Joined(
      String tokenSha256, List<String> hosts, String codeSha256, String invitedBy, long since) {}

  /// The file's content.
  ///
  /// @param invitations by the SHA-256 of their code
  /// @param workers by name
  record Content(TreeMap<String, Invitation> invitations, TreeMap<String, Joined> workers) {
    Content copy() {
      return new Content(new TreeMap<>(invitations), new TreeMap<>(workers));
    }
  }

  /// A code that is shown once.
  public record Code(String text, Instant expires) {}

  private final Path file;
  private final Set<String> configured;
  private final SecureRandom random;
  private final InstantSource time;
  private volatile Content content;

  private Enrolment(
      Path file, Set<String> configured, SecureRandom random, InstantSource time, Content content) {
    this.file = file;
    this.configured = configured;
    this.random = random;
    this.time = time;
    this.content = content;
  }

  /// @param file where it is kept; missing if nobody was ever invited
  /// @param configured names that the configuration gives to workers, which are not to be had
  /// @throws IOException if the file cannot be read
  public static Enrolment open(
      Path file, Set<String> configured, SecureRandom random, InstantSource time)
      throws IOException {
    var content = new Content(new TreeMap<>(), new TreeMap<>());
    if (Files.exists(file)) {
      try {
        content = JSON.readValue(file.toFile(), Content.class);
      } catch (IOException unreadable) {
        throw new IOException(
            "Cannot read %s: %s. Restore it from a backup, or move it away and invite the workers again."
                .formatted(file, unreadable.getMessage()),
            unreadable);
      }
    }
    return new Enrolment(file, Set.copyOf(configured), random, time, content);
  }

  /// Makes a code with which one worker can join under this name, once. A worker of that name that
  /// has joined before goes on until the code is used.
  ///
  /// @param hosts architectures that it may offer to run; empty: any
  /// @throws IllegalArgumentException saying which of the arguments is none
  public synchronized Code invite(String name, List<String> hosts, Duration valid, String invitedBy)
      throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: \"%s\" is none; use letters, digits, dots, dashes, up to 63".formatted(name));
    }
    if (configured.contains(name)) {
      throw new IllegalArgumentException(
          "name: %s is in the master's configuration already, with a token of its own"
              .formatted(name));
    }
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "hosts: \"%s\" is no architecture, such as x86_64-musl".formatted(host));
      }
    }
    if (!valid.isPositive() || valid.compareTo(VALID_MAX) > 0) {
      throw new IllegalArgumentException("valid: at most 30 days, and longer than nothing");
    }
    byte[] bits = new byte[CODE_BYTES];
    random.nextBytes(bits);
    var code = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    var now = time.instant();
    var expires = now.plus(valid);
    var next = content.copy();
    next.invitations()
        .values()
        .removeIf(one -> one.expires() <= now.getEpochSecond() || one.name().equals(name));
    next.invitations()
        .put(
            Tokens.hash(code),
            new Invitation(name, List.copyOf(hosts), invitedBy, expires.getEpochSecond()));
    replace(next);
    return new Code(code, expires);
  }

  /// Lets a worker in under the name that its code stands for. The same code with the same token
  /// may come again, should the answer have been lost.
  ///
  /// @param tokenSha256 of the token that the worker has made for itself: 64 hex digits
  /// @throws IllegalArgumentException if the code is unknown, used up or too old
  public synchronized Identity.Worker enrol(String code, String tokenSha256) throws IOException {
    if (!HASH.matcher(tokenSha256).matches()) {
      throw new IllegalArgumentException("token_sha256: 32 bytes");
    }
    var codeSha256 = Tokens.hash(code);
    for (var known : content.workers().entrySet()) {
      var joined = known.getValue();
      if (joined.codeSha256().equals(codeSha256) && joined.tokenSha256().equals(tokenSha256)) {
        return identity(known.getKey(), joined);
      }
    }
    var invitation = content.invitations().get(codeSha256);
    long now = time.instant().getEpochSecond();
    if (invitation == null || invitation.expires() <= now) {
      throw new IllegalArgumentException(
          "the code is unknown, was used already, or is too old: ask an operator for a new one (slipway ctl invite)");
    }
    var joined =
        new Joined(tokenSha256, invitation.hosts(), codeSha256, invitation.invitedBy(), now);
    var next = content.copy();
    next.invitations().remove(codeSha256);
    next.workers().put(invitation.name(), joined);
    replace(next);
    return identity(invitation.name(), joined);
  }

  /// Takes the right of a worker back, and its unused codes. Holds for the next message that it
  /// sends.
  ///
  /// @return false if nobody of that name has joined or was invited
  public synchronized boolean revoke(String name) throws IOException {
    var next = content.copy();
    boolean joined = next.workers().remove(name) != null;
    boolean invited = next.invitations().values().removeIf(one -> one.name().equals(name));
    if (joined || invited) {
      replace(next);
    }
    return joined || invited;
  }

  /// The names of the workers that have joined.
  public List<String> joined() {
    return new ArrayList<>(content.workers().keySet());
  }

  /// The worker with this token, if one has joined with it.
  Optional<Identity> identify(String tokenSha256) {
    Optional<Identity> found = Optional.empty();
    for (var known : content.workers().entrySet()) {
      if (Tokens.equal(known.getValue().tokenSha256(), tokenSha256)) {
        found = Optional.of(identity(known.getKey(), known.getValue()));
      }
    }
    return found;
  }

  private static Identity.Worker identity(String name, Joined joined) {
    return new Identity.Worker(name, Set.copyOf(joined.hosts()));
  }

  private void replace(Content next) throws IOException {
    var beside = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(JSON.writeValueAsBytes(next)));
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    try (var directory = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
    content = next;
  }
}
