package slipway.scheduler.simulate;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which names somebody may have meant.
final class Near {
  private static final int NAMED_MAX = 5;

  private Near() {}

  /// A sentence after a blank; empty if there is nothing like it.
  static String text(String name, Collection<String> names) {
    int most = Math.max(1, name.length() / 3);
    String wanted = name.toLowerCase(Locale.ROOT);
    List<String> near =
        names.stream()
            .filter(other -> other.contains(wanted) || distance(wanted, other) <= most)
            .sorted(
                Comparator.<String>comparingInt(other -> distance(wanted, other))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(NAMED_MAX)
            .toList();
    return near.isEmpty() ? "" : " Is it one of these: " + String.join(", ", near) + "?";
  }

  /// How many letters must be put in, taken out or changed (Levenshtein).
  private static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    for (int at = 0; at < before.length; at++) {
      before[at] = at;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[before.length];
      current[0] = row;
      for (int at = 1; at < current.length; at++) {
        int change = left.charAt(row - 1) == right.charAt(at - 1) ? 0 : 1;
        current[at] = Math.min(before[at - 1] + change, Math.min(before[at], current[at - 1]) + 1);
      }
      before = current;
    }
    return before[right.length()];
  }
}
