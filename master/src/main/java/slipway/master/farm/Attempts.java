package slipway.master.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import slipway.master.history.History;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildDetails;

/// What attempts were tries of, looked up once each: for one request, which may ask again and
/// again. For many threads.
final class Attempts {
  /// An attempt with its build.
  record Known(Build build, Optional<Attempt> attempt) {}

  /// Looked up so far; beyond this the next ones are looked up every time.
  private static final int KEPT_MAX = 20_000;

  private final History history;
  private final ConcurrentHashMap<Long, Optional<Known>> known = new ConcurrentHashMap<>();

  Attempts(History history) {
    this.history = history;
  }

  Optional<Known> find(long attempt) {
    var found = known.get(attempt);
    if (found == null) {
      found = lookUp(attempt);
      if (known.size() < KEPT_MAX) {
        known.put(attempt, found);
      }
    }
    return found;
  }

  Optional<Build> buildOf(long attempt) {
    return find(attempt).map(Known::build);
  }

  private Optional<Known> lookUp(long attempt) {
    try {
      var number = history.buildOfAttempt(attempt);
      return number.isEmpty()
          ? Optional.empty()
          : history.build(number.get()).map(details -> known(details, attempt));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Known known(BuildDetails details, long attempt) {
    return new Known(
        details.getBuild(),
        details.getAttemptsList().stream().filter(one -> one.getId() == attempt).findFirst());
  }
}
