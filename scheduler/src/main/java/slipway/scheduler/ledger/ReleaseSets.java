package slipway.scheduler.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.ReleaseSet;

/// The builds of each push and architecture: how many are on their way, and which are staged.
final class ReleaseSets {
  /// What was planned without a push forms a set by the instant of its plan.
  private record Key(long push, Instant planned, String architecture) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::push)
            .thenComparing(Key::planned)
            .thenComparing(Key::architecture);

    static Key of(Build build) {
      long push = build.asked().push();
      return new Key(
          push,
          push == 0 ? build.asked().at() : Instant.EPOCH,
          build.what().target().architecture());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Members {
    int onTheirWayCount;
    final Index<BuildId> staged = new Index<>(Build::id);

    boolean isDue() {
      return onTheirWayCount == 0 && !staged.isEmpty();
    }

    boolean isEmpty() {
      return onTheirWayCount == 0 && staged.isEmpty();
    }
  }

  private final TreeMap<Key, Members> membersByKey = new TreeMap<>();
  private final TreeSet<Key> due = new TreeSet<>();

  void add(Build build) {
    change(build, build.state(), 1);
  }

  /// After an event; most change nothing here.
  void changed(Build build, BuildState before) {
    boolean both = isOnItsWay(before) && isOnItsWay(build.state());
    if (before != build.state() && !both) {
      change(build, before, -1);
      change(build, build.state(), 1);
    }
  }

  private static boolean isOnItsWay(BuildState state) {
    return switch (state) {
      case BLOCKED, READY, BUILDING, DELIVERED -> true;
      case STAGED, RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> false;
    };
  }

  private void change(Build build, BuildState state, int by) {
    switch (state) {
      case BLOCKED, READY, BUILDING, DELIVERED, STAGED -> {
        var key = Key.of(build);
        var members = membersByKey.computeIfAbsent(key, _ -> new Members());
        if (state != BuildState.STAGED) {
          members.onTheirWayCount += by;
        } else if (by > 0) {
          members.staged.put(build);
        } else {
          members.staged.remove(build.id());
        }
        if (members.isDue()) {
          due.add(key);
        } else {
          due.remove(key);
        }
        if (members.isEmpty()) {
          membersByKey.remove(key);
        }
      }
      case RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> {}
    }
  }

  List<ReleaseSet> due() {
    var sets = new ArrayList<ReleaseSet>();
    for (var key : due) {
      var members = membersByKey.get(key);
      if (members != null) {
        var staged = members.staged.values().stream().map(Build::id).sorted().toList();
        sets.add(new ReleaseSet(key.push(), key.architecture(), staged));
      }
    }
    return sets;
  }
}
