package slipway.webui.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The people who may log in: a text file with one line each, `name:role:iterations:salt:hash`.
///
/// Empty lines and lines that begin with `#` are skipped. The file is read again when it has
/// changed; a broken new version is logged, and the former one stays in force.
public final class Users {

  private static final Logger log = LoggerFactory.getLogger(Users.class);

  /// More would let a line in the file stop the web UI for minutes.
  private static final int ITERATIONS_MAX = 10_000_000;

  private final @Nullable Path file;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Map<String, User> usersByName = Map.of();
  private volatile @Nullable FileTime modified;

  private Users(@Nullable Path file) {
    this.file = file;
  }

  /// Reads the file, if there is one.
  ///
  /// @throws IOException if the file cannot be read, or naming every line that is wrong
  public static Users open(Optional<Path> file) throws IOException {
    var users = new Users(file.orElse(null));
    if (file.isPresent()) {
      users.modified = Files.getLastModifiedTime(file.get());
      users.usersByName = read(file.get());
    }
    return users;
  }

  /// Whether anybody can log in at all.
  public boolean exist() {
    return file != null;
  }

  public Optional<User> find(String name) {
    readAgainIfChanged();
    return Optional.ofNullable(usersByName.get(name));
  }

  private void readAgainIfChanged() {
    if (file == null || !reading.tryLock()) {
      return;
    }
    try {
      var now = Files.getLastModifiedTime(file);
      if (!now.equals(modified)) {
        modified = now;
        usersByName = read(file);
        log.atInfo().addKeyValue("users", usersByName.size()).log("users file read again");
      }
    } catch (IOException broken) {
      log.atError().setCause(broken).log("users file is broken, the former one stays in force");
    } finally {
      reading.unlock();
    }
  }

  private static Map<String, User> read(Path file) throws IOException {
    var users = new LinkedHashMap<String, User>();
    var mistakes = new ArrayList<String>();
    List<String> lines = Files.readAllLines(file);
    for (int number = 1; number <= lines.size(); number++) {
      var line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        var user = parse(line);
        if (users.put(user.name(), user) != null) {
          throw new IllegalArgumentException(user.name() + " is there twice");
        }
      } catch (IllegalArgumentException wrong) {
        mistakes.add("line " + number + ": " + wrong.getMessage());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IOException("Users file " + file + ":\n  " + String.join("\n  ", mistakes));
    }
    return users;
  }

  private static User parse(String line) {
    var parts = line.split(":", -1);
    if (parts.length != 5 || !Passwords.NAME.matcher(parts[0]).matches()) {
      throw new IllegalArgumentException("wants name:role:iterations:salt:hash");
    }
    var role =
        Role.of(parts[1])
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "role of " + parts[0] + " wants viewer, committer or operator"));
    int iterations;
    try {
      iterations = Integer.parseInt(parts[2]);
      Base64.getDecoder().decode(parts[3]);
      Base64.getDecoder().decode(parts[4]);
    } catch (IllegalArgumentException notEncoded) {
      throw new IllegalArgumentException("salt or hash of " + parts[0] + " is damaged", notEncoded);
    }
    if (iterations < 1 || iterations > ITERATIONS_MAX || parts[3].isEmpty() || parts[4].isEmpty()) {
      throw new IllegalArgumentException(
          "iterations, salt or hash of " + parts[0] + " are damaged");
    }
    return new User(parts[0], role, new PasswordHash(iterations, parts[3], parts[4]));
  }
}
