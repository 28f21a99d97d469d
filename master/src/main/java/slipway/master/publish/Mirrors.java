package slipway.master.publish;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import slipway.proto.MirrorState;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;

/// The mirrors, each kept up to date by its own [MirrorKeeper] for a term.
final class Mirrors {
  private final Publisher publisher;
  private final InstantSource time;
  private final Runnable onNews;

  /// Replaced as a whole when a term begins.
  private volatile List<MirrorKeeper> keepers;

  Mirrors(Publisher publisher, InstantSource time, Runnable onNews) {
    this.publisher = publisher;
    this.time = time;
    this.onNews = onNews;
    this.keepers = make();
  }

  private List<MirrorKeeper> make() {
    return publisher.mirrors().stream().map(this::keeper).toList();
  }

  private MirrorKeeper keeper(Mirror mirror) {
    return new MirrorKeeper(publisher, mirror, time, onNews);
  }

  void begin() {
    keepers = make();
    keepers.forEach(MirrorKeeper::start);
  }

  void end() {
    keepers.forEach(MirrorKeeper::close);
  }

  List<MirrorState> states() {
    return keepers.stream().map(MirrorKeeper::state).toList();
  }

  /// Has every mirror brought to where its clients get these; never waits.
  ///
  /// @param pkgvers by architecture
  /// @param changed whether the repository has changed since the last call
  void want(Map<String, Set<String>> pkgvers, boolean changed) {
    keepers.forEach(keeper -> keeper.want(pkgvers, changed));
  }

  /// Whether clients of every mirror that is required get these; so it is where there is none.
  boolean allShow(String architecture, Set<String> pkgvers) {
    return keepers.stream()
        .filter(MirrorKeeper::isRequired)
        .allMatch(keeper -> keeper.shows(architecture, pkgvers));
  }
}
