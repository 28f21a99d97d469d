package slipway.webui.login;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// The logins of this process, in memory: a restart logs everybody out.
final class Sessions {

  static final Duration LIFETIME = Duration.ofHours(12);

  /// At the bound the oldest login ends.
  private static final int SESSIONS_MAX = 10_000;

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Session> sessionsByToken = new LinkedHashMap<>();

  Sessions(InstantSource time) {
    this.time = time;
  }

  /// Begins a login and hands out the token for its cookie.
  String begin(String userName) {
    var token = randomToken();
    var session =
        new Session(
            userName, randomToken(), time.instant().plus(LIFETIME), new AtomicReference<>());
    lock.lock();
    try {
      sessionsByToken.put(token, session);
      if (sessionsByToken.size() > SESSIONS_MAX) {
        Iterator<String> oldestFirst = sessionsByToken.keySet().iterator();
        oldestFirst.next();
        oldestFirst.remove();
      }
    } finally {
      lock.unlock();
    }
    return token;
  }

  Optional<Session> find(String token) {
    lock.lock();
    try {
      var session = sessionsByToken.get(token);
      if (session != null && session.expires().isBefore(time.instant())) {
        sessionsByToken.remove(token);
        return Optional.empty();
      }
      return Optional.ofNullable(session);
    } finally {
      lock.unlock();
    }
  }

  void end(String token) {
    lock.lock();
    try {
      sessionsByToken.remove(token);
    } finally {
      lock.unlock();
    }
  }

  private String randomToken() {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
