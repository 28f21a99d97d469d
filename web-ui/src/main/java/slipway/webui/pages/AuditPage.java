package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListAuditRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/audit`: who did what, newest first; `?before=SEQUENCE` goes on from there.
public record AuditPage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int LIMIT = 100;

  @Override
  public void handle(Context ctx) {
    var request =
        ListAuditRequest.newBuilder()
            .setBeforeSequence(Params.number(ctx, "before", 0))
            .setLimit(LIMIT)
            .build();
    var entries = farm.read(stub -> stub.listAudit(request)).getEntriesList();
    renderer.show(
        ctx,
        "audit.jte",
        "Audit log",
        Map.of(
            "entries",
            entries,
            "nextPage",
            entries.size() < LIMIT ? "" : "/audit?before=" + entries.getLast().getSequence()));
  }
}
