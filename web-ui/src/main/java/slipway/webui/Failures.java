package slipway.webui;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Body;
import slipway.webui.http.Refused;
import slipway.webui.pages.Renderer;
import slipway.webui.pages.Show;

/// Turns what went wrong into an answer: a page for people, JSON for programs.
final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private static final long MASTER_BACK_SECONDS = 5;

  private final Renderer renderer;

  Failures(Renderer renderer) {
    this.renderer = renderer;
  }

  void add(RoutesConfig routes) {
    routes.exception(Refused.class, this::refused);
    routes.exception(FarmException.class, this::farmFailed);
    routes.exception(
        HttpResponseException.class,
        (failure, ctx) -> answer(ctx, failure.getStatus(), textOf(failure, ctx)));
    routes.exception(Exception.class, this::broken);
  }

  private void refused(Refused refusal, Context ctx) {
    if (refusal.retryAfterSeconds() > 0) {
      ctx.header("Retry-After", Long.toString(refusal.retryAfterSeconds()));
    }
    if (refusal.status() == 401 && wantsPage(ctx) && ctx.method().equals(HandlerType.GET)) {
      var query = ctx.queryString() == null ? "" : "?" + ctx.queryString();
      ctx.redirect("/login?next=" + Show.inAddress(ctx.path() + query), HttpStatus.SEE_OTHER);
      return;
    }
    answer(ctx, refusal.status(), String.valueOf(refusal.getMessage()));
    if (refusal.status() == 413) {
      discardRest(ctx);
    }
  }

  private static void discardRest(Context ctx) {
    try {
      Body.answerThenDiscard(ctx);
    } catch (IOException gone) {
      log.atDebug().setCause(gone).addKeyValue("path", ctx.path()).log("refused client went away");
    }
  }

  private void farmFailed(FarmException failure, Context ctx) {
    int status = failure.reason().httpStatus();
    if (status >= 503) {
      ctx.header("Retry-After", Long.toString(MASTER_BACK_SECONDS));
    }
    answer(ctx, status, String.valueOf(failure.getMessage()));
  }

  private static String textOf(HttpResponseException failure, Context ctx) {
    return failure.getStatus() == 404
        ? "There is no page " + ctx.path() + "."
        : String.valueOf(failure.getMessage());
  }

  private void broken(Exception failure, Context ctx) {
    if (ctx.res().isCommitted()) {
      log.atDebug().setCause(failure).addKeyValue("path", ctx.path()).log("answer broken off");
      return;
    }
    log.atError().setCause(failure).addKeyValue("path", ctx.path()).log("request failed");
    answer(ctx, 500, "The web UI has a fault here. Its log says more.");
  }

  private void answer(Context ctx, int status, String text) {
    if (ctx.res().isCommitted()) {
      return; // Half an answer is out: all that is left is to end the connection.
    }
    ctx.status(status);
    if (wantsPage(ctx)) {
      var title = status + " " + HttpStatus.forStatus(status).getMessage();
      renderer.show(
          ctx, "failure.jte", title, Map.of("status", status, "text", text, "path", ctx.path()));
    } else if (ctx.path().startsWith("/repo/") || ctx.path().startsWith("/log/")) {
      ctx.contentType("text/plain; charset=utf-8").result(text + "\n");
    } else {
      ctx.json(Map.of("status", status, "error", text));
    }
  }

  private static boolean wantsPage(Context ctx) {
    var path = ctx.path();
    boolean program =
        path.startsWith("/api/")
            || path.startsWith("/hooks/")
            || path.startsWith("/repo/")
            || path.startsWith("/log/")
            || path.startsWith("/live");
    return !program;
  }
}
