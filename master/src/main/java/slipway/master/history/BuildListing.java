package slipway.master.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import slipway.master.rocks.Cursor;
import slipway.master.rocks.Keys;
import slipway.master.rocks.Rocks;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;

/// Lists builds by the index that fits the filter best. A page costs what it shows, and at most
/// {@link #EXAMINED_MAX} builds that the rest of the filter turns away: never a walk over the past.
final class BuildListing {
  /// Builds that are looked at for one page. At the bound, the page ends early and says `more`.
  static final int EXAMINED_MAX = 10_000;

  private final Rocks rocks;
  private final Tables tables;

  BuildListing(Rocks rocks, Tables tables) {
    this.rocks = rocks;
    this.tables = tables;
  }

  Page<Build> list(BuildFilter filter, List<String> allTargets) throws IOException {
    var cursors = cursors(filter, allTargets);
    try {
      var found = new ArrayList<Build>();
      for (int examined = 0; examined < EXAMINED_MAX; examined++) {
        var newest = newest(cursors);
        if (newest == null) {
          return new Page<>(found, false);
        }
        if (found.size() == filter.limit()) {
          return new Page<>(found, true);
        }
        tables
            .builds
            .stored(Keys.lastNumber(newest.key()))
            .map(BuildDetails::getBuild)
            .filter(build -> passes(build, filter))
            .ifPresent(found::add);
        newest.advance();
      }
      return new Page<>(found, !found.isEmpty());
    } finally {
      cursors.forEach(Cursor::close);
    }
  }

  private List<Cursor> cursors(BuildFilter filter, List<String> allTargets) {
    if (!filter.packageName().isEmpty()) {
      return List.of(cursor(Families.BY_PACKAGE, Keys.of(filter.packageName()), filter));
    }
    if (filter.push() != 0) {
      return List.of(cursor(Families.BY_PUSH, Keys.of(filter.push()), filter));
    }
    if (!filter.worker().isEmpty()) {
      return List.of(cursor(Families.BY_WORKER, Keys.of(filter.worker()), filter));
    }
    if (filter.states().isEmpty() && filter.target().isEmpty()) {
      return List.of(cursor(Families.BUILDS, new byte[0], filter));
    }
    return byTargetAndState(filter, allTargets);
  }

  private List<Cursor> byTargetAndState(BuildFilter filter, List<String> allTargets) {
    var cursors = new ArrayList<Cursor>();
    var targets = filter.target().isEmpty() ? allTargets : List.of(filter.target());
    Set<BuildState> states =
        filter.states().isEmpty()
            ? EnumSet.complementOf(EnumSet.of(BuildState.UNRECOGNIZED))
            : filter.states();
    for (String target : targets) {
      for (BuildState state : states) {
        byte[] prefix = Keys.key().text(target).small(state.getNumber()).end();
        cursors.add(cursor(Families.BY_TARGET, prefix, filter));
      }
    }
    return cursors;
  }

  private Cursor cursor(String family, byte[] prefix, BuildFilter filter) {
    long before = filter.beforeId() == 0 ? Long.MAX_VALUE : filter.beforeId();
    return rocks.cursor(family, withNumber(prefix, 0), withNumber(prefix, before), true);
  }

  private static byte[] withNumber(byte[] prefix, long number) {
    byte[] key = java.util.Arrays.copyOf(prefix, prefix.length + Long.BYTES);
    System.arraycopy(Keys.of(number), 0, key, prefix.length, Long.BYTES);
    return key;
  }

  private static @Nullable Cursor newest(List<Cursor> cursors) throws IOException {
    Cursor newest = null;
    for (Cursor cursor : cursors) {
      if (cursor.valid()
          && (newest == null || Keys.lastNumber(cursor.key()) > Keys.lastNumber(newest.key()))) {
        newest = cursor;
      }
    }
    return newest;
  }

  private static boolean passes(Build build, BuildFilter filter) {
    return (filter.packageName().isEmpty() || filter.packageName().equals(build.getPackage()))
        && (filter.target().isEmpty() || filter.target().equals(Wire.text(build.getTarget())))
        && (filter.states().isEmpty() || filter.states().contains(build.getState()))
        && (filter.push() == 0 || filter.push() == build.getPush())
        && (filter.worker().isEmpty() || filter.worker().equals(build.getWorker()));
  }
}
