package slipway.webui.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.webui.farm.LiveEvents;
import slipway.webui.http.EventStream;

/// `/api/events`: every event of the farm as it happens, as server-sent events whose data is a
/// FarmEvent. An event `reset` means that some were missed: read again.
record EventFeed(LiveEvents events) implements Handler {

  private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

  @Override
  public void handle(Context ctx) throws IOException, InterruptedException {
    try (var subscription = events.subscribe(_ -> true);
        var stream = EventStream.open(ctx)) {
      while (!subscription.over()) {
        var event = subscription.next(EventStream.SILENCE_MAX);
        if (event.isPresent() && !subscription.over()) {
          var id = event.get().getReset() ? "" : Long.toString(event.get().getSequence());
          stream.send(event.get().getReset() ? "reset" : "farm", id, JsonApi.print(event.get()));
        } else {
          stream.keepAlive();
        }
      }
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("reader went away");
    }
  }
}
