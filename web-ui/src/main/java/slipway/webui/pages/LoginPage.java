package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Login;

/// `/login`, from which one goes on to the page that was wanted, and `/logout`.
public record LoginPage(Login login, Gate gate, Renderer renderer) {

  /// A path of this site, and never an address of another one.
  private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e]*");

  public void show(Context ctx) {
    show(ctx, Optional.ofNullable(ctx.queryParam("next")), "");
  }

  public void submit(Context ctx) throws InterruptedException {
    var next = Optional.ofNullable(ctx.formParam("next"));
    try {
      login.in(ctx);
      ctx.redirect(local(next), HttpStatus.SEE_OTHER);
    } catch (Refused refusal) {
      ctx.status(refusal.status());
      if (refusal.retryAfterSeconds() > 0) {
        ctx.header("Retry-After", Long.toString(refusal.retryAfterSeconds()));
      }
      show(ctx, next, String.valueOf(refusal.getMessage()));
    }
  }

  public void logout(Context ctx) {
    login.out(ctx);
    ctx.redirect("/", HttpStatus.SEE_OTHER);
  }

  private void show(Context ctx, Optional<String> next, String problem) {
    renderer.show(
        ctx,
        "login.jte",
        "Log in",
        Map.of(
            "next", local(next),
            "problem", problem,
            "name", Optional.ofNullable(ctx.formParam("name")).orElse("")));
  }

  private static String local(Optional<String> wanted) {
    return wanted.filter(path -> LOCAL.matcher(path).matches()).orElse("/");
  }
}
