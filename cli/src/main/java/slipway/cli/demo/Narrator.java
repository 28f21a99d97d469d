package slipway.cli.demo;

import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.ctl.Tables;
import slipway.cli.ctl.Targets;
import slipway.proto.Build;
import slipway.proto.FarmEvent;
import slipway.proto.WatchRequest;

/// Prints what happens as it happens, each line with the seconds since the beginning.
final class Narrator {
  /// True, and of no interest to a spectator.
  private static final Set<String> UNTOLD = Set.of("estimate-learned", "build-ready");

  private static final Duration RECONNECT = Duration.ofMillis(500);

  private final PrintWriter out;
  private final Instant began;
  private final InstantSource time;

  Narrator(PrintWriter out, Instant began, InstantSource time) {
    this.out = out;
    this.began = began;
    this.time = time;
  }

  void heading(String text) {
    line("── " + text + " ──");
  }

  synchronized void line(String text) {
    double seconds = Duration.between(began, time.instant()).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, Tables.printable(text));
    out.flush();
  }

  /// Retells the farm's events, from a thread of its own, until the connection is closed.
  Thread retell(FarmConnection farm) {
    return Thread.ofVirtual().name("narrator").start(() -> follow(farm));
  }

  private static String subject(FarmEvent event) {
    if (!event.hasBuild()) {
      return "";
    }
    Build build = event.getBuild();
    return build.getPackage()
        + "-"
        + build.getVersion()
        + " "
        + Targets.text(build.getTarget())
        + ": ";
  }

  private void follow(FarmConnection farm) {
    long seen = 1; // from the beginning, as far as the master still has it
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var events = farm.streams().watch(WatchRequest.newBuilder().setAfterSequence(seen).build());
        while (events.hasNext()) {
          var event = events.next();
          seen = Math.max(seen, event.getSequence());
          if (!event.getText().isEmpty() && !UNTOLD.contains(event.getKind())) {
            line(subject(event) + event.getText());
          }
        }
      } catch (StatusRuntimeException away) {
        farm.reconnect();
        try {
          Thread.sleep(RECONNECT);
        } catch (InterruptedException closing) {
          return;
        }
      }
    }
  }
}
