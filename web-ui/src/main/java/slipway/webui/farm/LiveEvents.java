package slipway.webui.farm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.FarmEvent;
import slipway.proto.GetOverviewRequest;
import slipway.proto.WatchRequest;

/// One watch of the farm for all browsers.
///
/// A thread of its own follows the farm's events from the last one seen, and connects again for as
/// long as it takes when the master is away. Each subscriber has a bounded queue; one that falls
/// behind, and everyone after a time without a master, gets a `reset`: read again.
public final class LiveEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);

  /// Events that one slow subscriber may be behind.
  private static final int BEHIND_MAX = 256;

  /// After so long without an event, ask whether the master is there at all.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

  private static final long PAUSE_MILLIS_MIN = 250;
  private static final long PAUSE_MILLIS_MAX = 2000;

  private static final FarmEvent RESET =
      FarmEvent.newBuilder().setReset(true).setKind("reset").setText("read again").build();

  private final FarmClient farm;
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean masterAway;
  private volatile long newestSequence;

  private LiveEvents(FarmClient farm) {
    this.farm = farm;
    this.thread = Thread.ofVirtual().name("live-events").unstarted(this::run);
  }

  public static LiveEvents start(FarmClient farm) {
    var events = new LiveEvents(farm);
    events.thread.start();
    return events;
  }

  /// Whether the last attempt to hear from a master failed.
  public boolean masterAway() {
    return masterAway;
  }

  /// Of the newest event that has come.
  public long newestSequence() {
    return newestSequence;
  }

  /// From now on, events that `wanted` accepts. The caller closes it.
  public Subscription subscribe(Predicate<FarmEvent> wanted) {
    var subscription = new Subscription(wanted);
    subscriptions.add(subscription);
    return subscription;
  }

  private void run() {
    long pauseMillis = PAUSE_MILLIS_MIN;
    try {
      while (closed.getCount() > 0) {
        try {
          follow();
          pauseMillis = PAUSE_MILLIS_MIN;
        } catch (FarmException failure) {
          if (!masterAway) {
            log.atWarn().addKeyValue("cause", failure.getCause()).log("no master answers");
          }
          masterAway = true;
          pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
        }
        closed.await(pauseMillis, TimeUnit.MILLISECONDS);
        farm.reconnect();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Follows until the stream ends or fails.
  private void follow() throws InterruptedException {
    var overview = farm.read(stub -> stub.getOverview(GetOverviewRequest.getDefaultInstance()));
    if (masterAway) {
      log.atInfo().addKeyValue("leader", overview.getLeader()).log("a master answers again");
      masterAway = false;
    }
    newestSequence = overview.getSequence();
    // Whatever happened between the last watch and this answer: pages read again.
    deliver(RESET);
    var request = WatchRequest.newBuilder().setAfterSequence(overview.getSequence()).build();
    try (var stream = farm.stream(stub -> stub.watch(request))) {
      while (closed.getCount() > 0 && !stream.ended()) {
        var event = stream.next(SILENCE_MAX);
        if (event.isPresent()) {
          newestSequence = event.get().getSequence();
          deliver(event.get());
        } else if (!stream.ended()) {
          farm.read(stub -> stub.getOverview(GetOverviewRequest.getDefaultInstance()));
        }
      }
    }
  }

  private void deliver(FarmEvent event) {
    for (var subscription : subscriptions) {
      subscription.offer(event);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    subscriptions.forEach(Subscription::close);
  }

  /// The events for one listener, to be taken by one thread.
  public final class Subscription implements AutoCloseable {
    private final Predicate<FarmEvent> wanted;
    private final BlockingQueue<FarmEvent> queue = new ArrayBlockingQueue<>(BEHIND_MAX);
    private volatile boolean over;

    private Subscription(Predicate<FarmEvent> wanted) {
      this.wanted = wanted;
    }

    private void offer(FarmEvent event) {
      if ((event.getReset() || wanted.test(event)) && !queue.offer(event)) {
        queue.clear();
        queue.offer(RESET);
      }
    }

    /// The next event; empty if none came in time or if this is [#over].
    public Optional<FarmEvent> next(Duration atMost) throws InterruptedException {
      return over
          ? Optional.empty()
          : Optional.ofNullable(queue.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /// Takes all that waits at once: the newest of it, or `event` if nothing waits.
    public FarmEvent newest(FarmEvent event) {
      var waiting = new ArrayList<FarmEvent>();
      queue.drainTo(waiting);
      return waiting.isEmpty() ? event : waiting.getLast();
    }

    /// Whether the web UI is closing.
    public boolean over() {
      return over;
    }

    @Override
    public void close() {
      over = true;
      queue.offer(RESET);
      subscriptions.remove(this);
    }
  }
}
