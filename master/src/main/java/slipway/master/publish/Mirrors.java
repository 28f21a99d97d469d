package slipway.master.publish;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.wire.Wire;
import slipway.proto.MirrorState;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;
import slipway.publisher.SyncReport;

/// The mirrors: brought up to date, and read back. What each showed last is kept for those who ask.
final class Mirrors {
  private static final Logger log = LoggerFactory.getLogger(Mirrors.class);

  private static final String UNREADABLE = "cannot be read back: ";
  private static final Duration PAUSE_FIRST = Duration.ofSeconds(2);
  private static final Duration PAUSE_MOST = Duration.ofMinutes(5);

  private final Publisher publisher;
  private final InstantSource time;
  private Duration pause = PAUSE_FIRST;
  private Instant notBefore = Instant.MIN;

  /// By name; replaced as a whole, by the publishing thread.
  private volatile Map<String, MirrorState> states = Map.of();

  Mirrors(Publisher publisher, InstantSource time) {
    this.publisher = publisher;
    this.time = time;
    for (Mirror mirror : publisher.mirrors()) {
      change(
          mirror.name(),
          MirrorState.newBuilder()
              .setName(mirror.name())
              .setDestination(mirror.destination())
              .build());
    }
  }

  List<MirrorState> states() {
    return List.copyOf(states.values());
  }

  /// Brings every mirror up to date, and looks at what it shows then. After a failure nothing is
  /// done for a growing pause.
  ///
  /// @return whether every mirror shows all
  boolean sync() throws IOException, InterruptedException {
    if (publisher.mirrors().isEmpty()) {
      return true;
    }
    if (time.instant().isBefore(notBefore)) {
      return false;
    }
    boolean all = syncNow();
    if (all) {
      pause = PAUSE_FIRST;
      notBefore = Instant.MIN;
    } else {
      notBefore = time.instant().plus(pause);
      pause = PAUSE_MOST.compareTo(pause) < 0 ? PAUSE_MOST : pause.multipliedBy(2);
    }
    return all;
  }

  private boolean syncNow() throws IOException, InterruptedException {
    var report = publisher.sync();
    Instant now = time.instant();
    for (SyncReport.MirrorResult result : report.mirrors()) {
      var state =
          state(result.mirror())
              .setProblem(result.failure().map(why -> "sync failed: " + why).orElse(""))
              .setLastSyncTook(Wire.span(result.took()));
      if (result.failure().isEmpty()) {
        state.setLastSynced(Wire.time(now));
      } else {
        log.atWarn()
            .addKeyValue("mirror", result.mirror())
            .addKeyValue("why", result.failure().orElse(""))
            .log("sync failed, tried again after a pause");
      }
      change(result.mirror(), state.build());
    }
    boolean inSync = look();
    return report.succeeded() && inSync;
  }

  /// Looks at every mirror, and syncs if one is behind the repository.
  boolean syncIfBehind() throws IOException, InterruptedException {
    return look() || sync();
  }

  private boolean look() throws InterruptedException {
    boolean all = true;
    for (Mirror mirror : publisher.mirrors()) {
      all &= look(mirror);
    }
    return all;
  }

  private boolean look(Mirror mirror) throws InterruptedException {
    var state = state(mirror.name());
    try {
      var seen = publisher.probe(mirror);
      boolean inSync = seen.equalToOrigin();
      state.setInSync(inSync).clearLag();
      seen.lag().ifPresent(lag -> state.setLag(Wire.span(lag.isNegative() ? lag.negated() : lag)));
      if (inSync && state.getProblem().startsWith(UNREADABLE)) {
        state.setProblem("");
      }
      change(mirror.name(), state.build());
      return inSync;
    } catch (IOException unreachable) {
      unreadable(mirror, unreachable);
      return false;
    }
  }

  /// Which of these pkgvers every mirror shows to its clients; all of them if there is no mirror. A
  /// mirror that cannot be read shows none.
  Set<String> visibleOnAll(String architecture, Set<String> pkgvers) throws InterruptedException {
    var visible = new HashSet<>(pkgvers);
    for (Mirror mirror : publisher.mirrors()) {
      try {
        visible.retainAll(publisher.visible(mirror, architecture, visible));
      } catch (IOException unreachable) {
        unreadable(mirror, unreachable);
        visible.clear();
      }
    }
    return visible;
  }

  private void unreadable(Mirror mirror, IOException why) {
    log.atWarn()
        .addKeyValue("mirror", mirror.name())
        .addKeyValue("why", why.getMessage())
        .log("mirror cannot be read back");
    change(
        mirror.name(),
        state(mirror.name()).setInSync(false).setProblem(UNREADABLE + why.getMessage()).build());
  }

  private MirrorState.Builder state(String name) {
    return states.getOrDefault(name, MirrorState.getDefaultInstance()).toBuilder();
  }

  private void change(String name, MirrorState state) {
    var changed = new LinkedHashMap<>(states);
    changed.put(name, state);
    states = java.util.Collections.unmodifiableMap(changed);
  }
}
