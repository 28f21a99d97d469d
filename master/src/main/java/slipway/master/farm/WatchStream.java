package slipway.master.farm;

import java.time.Duration;
import slipway.master.history.EventRing;
import slipway.proto.FarmEvent;
import slipway.proto.WatchRequest;

/// Passes on what happens, to one client, for as long as it listens.
final class WatchStream {
  private static final int BATCH_MAX = 500;
  private static final Duration STILL_THERE = Duration.ofSeconds(1);

  private final EventRing ring;

  WatchStream(EventRing ring) {
    this.ring = ring;
  }

  void run(WatchRequest request, Outflow<FarmEvent> out) throws InterruptedException {
    long seen = request.getAfterSequence() == 0 ? ring.last() : request.getAfterSequence();
    while (!out.isCancelled()) {
      var since = ring.after(seen, BATCH_MAX, STILL_THERE);
      if (since.missed()) {
        long next =
            since.events().isEmpty() ? ring.last() : since.events().getFirst().getSequence();
        if (!out.send(FarmEvent.newBuilder().setSequence(next).setReset(true).build())) {
          return;
        }
        seen = since.events().isEmpty() ? next : next - 1;
      }
      for (FarmEvent event : since.events()) {
        if (concerns(event, request) && !out.send(event)) {
          return;
        }
        seen = event.getSequence();
      }
    }
  }

  private static boolean concerns(FarmEvent event, WatchRequest request) {
    boolean build = request.getBuild() == 0 || event.getBuild().getId() == request.getBuild();
    boolean push =
        request.getPush() == 0
            || event.getPush().getId() == request.getPush()
            || event.getBuild().getPush() == request.getPush();
    return build && push;
  }
}
