package slipway.webui.login;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import slipway.webui.http.Refused;

/// Knows who asks, and lets through who may.
public final class Gate {

  private static final String COOKIE = "slipway";
  private static final String VISITOR = "slipway.visitor";

  private final Users users;
  private final boolean publicReading;
  private final Sessions sessions;

  public Gate(Users users, boolean publicReading, InstantSource time) {
    this.users = users;
    this.publicReading = publicReading;
    this.sessions = new Sessions(time);
  }

  /// Who asks. The role is that of the users file now, not that at login.
  public Visitor visitor(Context ctx) {
    return Objects.requireNonNull(
        ctx.attributeOrCompute(VISITOR, context -> recognise(context).orElse(Visitor.ANYBODY)));
  }

  /// Whether anybody can log in at all.
  public boolean hasUsers() {
    return users.exist();
  }

  /// Whether whoever asks may see pages.
  public boolean mayRead(Context ctx) {
    return publicReading || visitor(ctx).may(Role.VIEWER);
  }

  /// For every action: a logged-in person, from one of our own forms, with the role.
  ///
  /// @return the person's name
  /// @throws Refused otherwise
  public String admit(Context ctx, Role needed) {
    refuseForeignForms(ctx);
    var visitor = visitor(ctx);
    var name = visitor.name().orElseThrow(() -> new Refused(401, "Log in first."));
    var token = Optional.ofNullable(ctx.formParam("csrf")).orElse("");
    if (!equal(token, visitor.csrfToken())) {
      throw new Refused(
          403, "This form is not from your current login. Load the page again and repeat it.");
    }
    if (!visitor.may(needed)) {
      throw new Refused(
          403, name + " is not allowed to do this: it takes the role " + needed.word() + ".");
    }
    return name;
  }

  /// Turns down a form that another site has sent in the person's name.
  void refuseForeignForms(Context ctx) {
    var site = ctx.header("Sec-Fetch-Site");
    var origin = ctx.header("Origin");
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    // Old browsers send the origin only. Behind a proxy its scheme is not ours, but its host is.
    boolean foreignOrigin =
        site == null && origin != null && !origin.replaceFirst("^https?://", "").equals(ctx.host());
    if (foreign || foreignOrigin) {
      throw new Refused(403, "This form was sent from another site.");
    }
  }

  void begin(Context ctx, User user) {
    end(ctx);
    var token = sessions.begin(user.name());
    setCookie(ctx, token, (int) Sessions.LIFETIME.toSeconds());
  }

  void end(Context ctx) {
    var token = ctx.cookie(COOKIE);
    if (token != null) {
      sessions.end(token);
      setCookie(ctx, "", 0);
    }
  }

  /// Shows a sentence on the person's next page.
  public void leaveNotice(Context ctx, Notice notice) {
    session(ctx).ifPresent(session -> session.notice().set(notice));
  }

  /// The sentence for this page, if any; shown once.
  public Optional<Notice> takeNotice(Context ctx) {
    return session(ctx).flatMap(Session::takeNotice);
  }

  private Optional<Visitor> recognise(Context ctx) {
    return session(ctx)
        .flatMap(session ->
            users
                .find(session.userName())
                .map(user ->
                    new Visitor(
                        Optional.of(user.name()), Optional.of(user.role()), session.csrfToken())));
  }

  private Optional<Session> session(Context ctx) {
    return Optional.ofNullable(ctx.cookie(COOKIE)).flatMap(sessions::find);
  }

  private static void setCookie(Context ctx, String token, int ageSeconds) {
    var cookie = new Cookie(COOKIE, token, "/", ageSeconds);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.LAX);
    cookie.setSecure(
        ctx.scheme().equals("https") || "https".equals(ctx.header("X-Forwarded-Proto")));
    ctx.cookie(cookie);
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
