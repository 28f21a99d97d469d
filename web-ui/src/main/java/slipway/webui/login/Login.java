package slipway.webui.login;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.webui.http.Refused;

/// Lets people in who know their password, and out again.
public final class Login {

  private static final Logger log = LoggerFactory.getLogger(Login.class);

  /// Hashing is slow on purpose; guesses must not take all processors.
  private static final int HASHING_MAX = 2;

  private static final Duration ADDRESS_PAUSE_MAX = Duration.ofMinutes(15);

  /// Short: otherwise a stranger could lock an operator out.
  private static final Duration NAME_PAUSE_MAX = Duration.ofSeconds(30);

  private final Users users;
  private final Gate gate;
  private final Throttle byAddress;
  private final Throttle byName;
  private final Semaphore hashing = new Semaphore(HASHING_MAX);

  public Login(Users users, Gate gate, InstantSource time) {
    this.users = users;
    this.gate = gate;
    this.byAddress = new Throttle(time, ADDRESS_PAUSE_MAX);
    this.byName = new Throttle(time, NAME_PAUSE_MAX);
  }

  /// Checks name and password and begins a session.
  ///
  /// @throws Refused with 401 if they do not fit, with 429 if it has been tried too often
  public void in(Context ctx) throws InterruptedException {
    gate.refuseForeignForms(ctx);
    var name = Optional.ofNullable(ctx.formParam("name")).orElse("").strip();
    var password = Optional.ofNullable(ctx.formParam("password")).orElse("").toCharArray();
    var address = addressOf(ctx);
    var pause = longer(byAddress.pauseOf(address), byName.pauseOf(name));
    if (pause.isPositive()) {
      long seconds = pause.toSeconds() + 1;
      throw new Refused(
          429, "Too many failed logins. Try again in " + seconds + " seconds.", seconds);
    }
    var user = users.find(name);
    if (!passwordFits(password, user) || user.isEmpty()) {
      byAddress.failed(address);
      byName.failed(name);
      log.atWarn().addKeyValue("address", address).log("login failed");
      throw new Refused(401, "The name or the password is wrong.");
    }
    byAddress.succeeded(address);
    byName.succeeded(name);
    log.atInfo().addKeyValue("user", name).addKeyValue("address", address).log("logged in");
    gate.begin(ctx, user.get());
  }

  /// Ends the session.
  public void out(Context ctx) {
    gate.admit(ctx, Role.VIEWER);
    gate.end(ctx);
  }

  private boolean passwordFits(char[] password, Optional<User> user) throws InterruptedException {
    hashing.acquire();
    try {
      return Passwords.matches(password, user.map(User::passwordHash).orElse(Passwords.NOBODY));
    } finally {
      hashing.release();
    }
  }

  /// Behind a proxy on this machine, the address that the proxy saw.
  private static String addressOf(Context ctx) {
    var peer = ctx.req().getRemoteAddr();
    var forwarded = ctx.header("X-Forwarded-For");
    boolean proxied = peer.startsWith("127.") || peer.equals("[::1]") || peer.equals("::1");
    return proxied && forwarded != null
        ? forwarded.substring(forwarded.lastIndexOf(',') + 1).strip()
        : peer;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
