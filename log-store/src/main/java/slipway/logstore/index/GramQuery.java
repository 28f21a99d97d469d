package slipway.logstore.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What a pack must have to be worth looking through.
public sealed interface GramQuery {
  /// Every pack is.
  record Anything() implements GramQuery {}

  /// Packs with all of these slots.
  @SuppressWarnings("ArrayRecordComponent") // built once, never compared
  record Text(int[] slots) implements GramQuery {}

  /// Packs that satisfy all of these.
  record AllOf(List<GramQuery> parts) implements GramQuery {
    public AllOf {
      parts = List.copyOf(parts);
    }
  }

  /// Packs that satisfy at least one of these.
  record AnyOf(List<GramQuery> parts) implements GramQuery {
    public AnyOf {
      parts = List.copyOf(parts);
    }
  }

  /// Packs that may hold this text, in upper or lower case.
  static GramQuery text(String text) {
    int[] slots = Grams.ofText(text.getBytes(StandardCharsets.UTF_8));
    return slots.length == 0 ? new Anything() : new Text(slots);
  }

  /// All slots that are asked for.
  default Set<Integer> allSlots() {
    var slots = new TreeSet<Integer>();
    addSlots(this, slots);
    return slots;
  }

  private static void addSlots(GramQuery query, Set<Integer> slots) {
    switch (query) {
      case Anything _ -> {}
      case Text text -> Arrays.stream(text.slots).forEach(slots::add);
      case AllOf all -> all.parts.forEach(part -> addSlots(part, slots));
      case AnyOf any -> any.parts.forEach(part -> addSlots(part, slots));
    }
  }

  /// The packs that satisfy this, as bits; null if all do.
  ///
  /// @param row the bits of a slot; not changed
  default long @Nullable [] evaluate(IntFunction<long[]> row) {
    return switch (this) {
      case Anything _ -> null;
      case Text text -> {
        long[] bits = row.apply(text.slots[0]).clone();
        for (int at = 1; at < text.slots.length; at++) {
          and(bits, row.apply(text.slots[at]));
        }
        yield bits;
      }
      case AllOf all -> {
        long[] bits = null;
        for (var part : all.parts) {
          long[] more = part.evaluate(row);
          if (bits == null) {
            bits = more;
          } else if (more != null) {
            and(bits, more);
          }
        }
        yield bits;
      }
      case AnyOf any -> {
        long[] bits = any.parts.isEmpty() ? null : any.parts.getFirst().evaluate(row);
        for (int at = 1; at < any.parts.size() && bits != null; at++) {
          long[] more = any.parts.get(at).evaluate(row);
          bits = more == null ? null : or(bits, more);
        }
        yield bits;
      }
    };
  }

  private static void and(long[] bits, long[] more) {
    for (int word = 0; word < bits.length; word++) {
      bits[word] &= more[word];
    }
  }

  private static long[] or(long[] bits, long[] more) {
    for (int word = 0; word < bits.length; word++) {
      bits[word] |= more[word];
    }
    return bits;
  }
}
