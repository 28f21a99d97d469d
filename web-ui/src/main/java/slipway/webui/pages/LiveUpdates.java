package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.FarmEvent;
import slipway.webui.farm.LiveEvents;
import slipway.webui.http.EventStream;
import slipway.webui.http.Params;

/// `/live`: tells a page that something it shows has changed, so that it reads itself again.
///
/// A busy farm has hundreds of events a second; a browser gets one `changed` for all of a moment.
/// `?build=`, `?push=`, `?package=` and `?worker=` narrow down what the page shows; `?after=` is
/// the sequence that the page has taken in. `away` and `back` tell of the master.
public record LiveUpdates(LiveEvents events) implements Handler {

  private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);

  /// Changes within this time are told as one.
  private static final Duration MOMENT = Duration.ofMillis(700);

  /// How soon a browser hears that the master is away.
  private static final Duration LOOK = Duration.ofSeconds(2);

  @Override
  public void handle(Context ctx) throws IOException, InterruptedException {
    long after = Params.number(ctx, "after", 0);
    try (var subscription = events.subscribe(wanted(ctx));
        var stream = EventStream.open(ctx)) {
      if (events.newestSequence() > after) {
        stream.send("changed", "", "");
      }
      follow(subscription, stream);
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("browser went away");
    }
  }

  private void follow(LiveEvents.Subscription subscription, EventStream stream)
      throws IOException, InterruptedException {
    boolean away = false;
    long sentNanos = System.nanoTime();
    while (!subscription.over()) {
      var event = subscription.next(LOOK);
      if (event.isPresent() && !subscription.over()) {
        Thread.sleep(MOMENT);
        stream.send("changed", "", subscription.newest(event.get()).getText());
        sentNanos = System.nanoTime();
      }
      if (events.masterAway() != away) {
        away = !away;
        stream.send(away ? "away" : "back", "", "");
      } else if (System.nanoTime() - sentNanos > EventStream.SILENCE_MAX.toNanos()) {
        stream.keepAlive();
        sentNanos = System.nanoTime();
      }
    }
  }

  private static Predicate<FarmEvent> wanted(Context ctx) {
    long build = Params.number(ctx, "build", 0);
    long push = Params.number(ctx, "push", 0);
    var name = Params.text(ctx, "package");
    boolean workers = Params.flag(ctx, "workers");
    return event ->
        (build == 0 || (event.hasBuild() && event.getBuild().getId() == build))
            && (push == 0 || concerns(event, push))
            && (name.isEmpty() || event.getBuild().getPackage().equals(name))
            && (!workers || event.hasWorker() || event.hasAttempt());
  }

  private static boolean concerns(FarmEvent event, long push) {
    return (event.hasPush() && event.getPush().getId() == push)
        || (event.hasBuild() && event.getBuild().getPush() == push);
  }
}
