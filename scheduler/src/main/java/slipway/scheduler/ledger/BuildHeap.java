package slipway.scheduler.ledger;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Builds in order, the first at hand. Each build knows its place, so that any can be removed:
/// adding and removing cost O(log n), and a member four bytes.
///
/// An array and not a tree of objects: of a queue of a million builds the garbage collector then
/// has little to look through, and a decision touches few cache lines.
final class BuildHeap implements Iterable<Build> {
  private static final int LEAST = 4;

  private final boolean byDue;
  private @Nullable Build[] builds = new @Nullable Build[LEAST];
  private int size;

  /// @param byDue in the order of what is due; else of what is not
  BuildHeap(boolean byDue) {
    this.byDue = byDue;
  }

  boolean isEmpty() {
    return size == 0;
  }

  Build first() {
    return at(0);
  }

  private Build at(int place) {
    return Objects.requireNonNull(builds[place]);
  }

  int compare(Build left, Build right) {
    return byDue ? QueueOrder.compareDue(left, right) : QueueOrder.compare(left, right);
  }

  boolean contains(Build build) {
    int place = byDue ? build.placeByDue : build.placeInQueue;
    return place < size && builds[place] == build;
  }

  void add(Build build) {
    if (size == builds.length) {
      builds = Arrays.copyOf(builds, 2 * size);
    }
    moveUp(build, size++);
  }

  /// @param build one that it contains
  void remove(Build build) {
    int place = byDue ? build.placeByDue : build.placeInQueue;
    var last = at(--size);
    builds[size] = null;
    if (last != build) {
      moveUp(last, moveDown(last, place));
    }
    if (size < builds.length / 4 && builds.length > LEAST) {
      builds = Arrays.copyOf(builds, builds.length / 2);
    }
  }

  private void moveUp(Build build, int from) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) / 2;
      if (compare(build, at(above)) >= 0) {
        break;
      }
      put(at(above), place);
      place = above;
    }
    put(build, place);
  }

  private int moveDown(Build build, int from) {
    int place = from;
    while (2 * place + 1 < size) {
      int below = 2 * place + 1;
      if (below + 1 < size && compare(at(below + 1), at(below)) < 0) {
        below++;
      }
      if (compare(build, at(below)) <= 0) {
        break;
      }
      put(at(below), place);
      place = below;
    }
    put(build, place);
    return place;
  }

  private void put(Build build, int place) {
    builds[place] = build;
    if (byDue) {
      build.placeByDue = place;
    } else {
      build.placeInQueue = place;
    }
  }

  /// In order. The first costs nothing, each further one O(log of those passed).
  @Override
  public Iterator<Build> iterator() {
    return new Iterator<>() {
      private int last = -1;

      // Below what has been passed, but for the last.
      private @Nullable PriorityQueue<Integer> open;

      @Override
      public boolean hasNext() {
        return last < 0 ? size > 0 : 2 * last + 1 < size || (open != null && !open.isEmpty());
      }

      @Override
      public Build next() {
        last = last < 0 ? 0 : following(last);
        return at(last);
      }

      private int following(int place) {
        if (open == null) {
          open = new PriorityQueue<>((left, right) -> compare(at(left), at(right)));
        }
        for (int below = 2 * place + 1; below <= 2 * place + 2 && below < size; below++) {
          open.add(below);
        }
        return open.remove();
      }
    };
  }
}
