package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import slipway.proto.FetchTreeRequest;
import slipway.proto.TreeBytes;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmStream;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Role;

/// `/attempt/ID/tree.tar.gz`: the build tree of a failed attempt, for committers. It comes through
/// the master from the worker that has kept it.
public record TreeDownload(FarmClient farm, Gate gate) implements Handler {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public void handle(Context ctx) throws IOException, InterruptedException {
    if (!gate.visitor(ctx).may(Role.COMMITTER)) {
      throw new Refused(403, "Build trees are for committers: log in as one.");
    }
    long attempt = Params.id(ctx, "attempt");
    var request = FetchTreeRequest.newBuilder().setAttempt(attempt).build();
    try (var stream = farm.stream(stub -> stub.fetchTree(request))) {
      // Nothing is answered before the worker has said something.
      Optional<TreeBytes> piece = next(stream);
      ctx.res().setContentType("application/gzip");
      ctx.res()
          .setHeader(
              "Content-Disposition", "attachment; filename=\"attempt-" + attempt + ".tar.gz\"");
      var out = ctx.res().getOutputStream();
      while (piece.isPresent()) {
        piece.get().getBytes().writeTo(out);
        piece = next(stream);
      }
    }
  }

  private static Optional<TreeBytes> next(FarmStream<TreeBytes> stream)
      throws IOException, InterruptedException {
    var piece = stream.next(PATIENCE);
    if (piece.isEmpty() && !stream.ended()) {
      throw new IOException("the worker does not send the build tree");
    }
    return piece;
  }
}
