package slipway.catalog.evaluate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a text uses variables whose values are names of machines and the like: most texts only
/// compare them with patterns, `case "$XBPS_TARGET_MACHINE" in *-musl) …` or `[ "$XBPS_TARGET_LIBC"
/// = musl ]`. Then all targets for which these comparisons come out the same share an evaluation.
///
/// What is not understood counts as no comparison, so that the whole value counts.
final class Comparisons {
  /// `"$X" = musl` within a test; patterns only where `[[` would take them as such.
  private static final Pattern TEST =
      Pattern.compile(
          "(?<=\\[ |! |[^\\[] -a |[^\\[] -o |&& |\\|\\| )\"?\\$\\{?([A-Z_0-9]+)\\}?\"? (?:=|==|!=) (\"?)([A-Za-z0-9_.*-]+)\\2(?= )");

  private static final Pattern CASE =
      Pattern.compile("\\bcase +\"?\\$\\{?([A-Z_0-9]+)\\}?\"? +in\\b");
  private static final Pattern PATTERNS =
      Pattern.compile("\\s*\\(?([A-Za-z0-9_.*?-]+(?: *\\| *[A-Za-z0-9_.*?-]+)*) *\\)");
  private static final Pattern WORD_CASE = Pattern.compile("\\bcase\\b");
  private static final Pattern END = Pattern.compile("\\besac\\b");

  private final Map<String, Set<String>> patternsByName = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  private Comparisons() {}

  /// @param text without comments
  /// @param isWatched which variables matter
  static Comparisons of(String text, Predicate<String> isWatched) {
    var comparisons = new Comparisons();
    Matcher test = TEST.matcher(text);
    while (test.find()) {
      if (isWatched.test(test.group(1)) && isPlain(text, test)) {
        comparisons.add(test.group(1), Set.of(test.group(3)));
      }
    }
    Matcher begin = CASE.matcher(text);
    while (begin.find()) {
      if (isWatched.test(begin.group(1))) {
        patternsOfCase(text.substring(begin.end()))
            .ifPresent(patterns -> comparisons.add(begin.group(1), patterns));
      }
    }
    return comparisons;
  }

  private void add(String name, Set<String> patterns) {
    uses.merge(name, 1, Integer::sum);
    patternsByName.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(patterns);
  }

  /// How many uses of a variable are comparisons.
  int uses(String name) {
    return uses.getOrDefault(name, 0);
  }

  /// What a variable is compared with.
  Set<String> patterns(String name) {
    return patternsByName.getOrDefault(name, Set.of());
  }

  /// Whether the test takes its right side as it stands: a `*` is a pattern only without quotes and
  /// in `[[`.
  private static boolean isPlain(String text, Matcher test) {
    if (!test.group(3).contains("*")) {
      return true;
    }
    int line = text.lastIndexOf('\n', test.start()) + 1;
    int bracket = text.lastIndexOf("[ ", test.start());
    return test.group(2).isEmpty() && bracket > line && text.charAt(bracket - 1) == '[';
  }

  /// All patterns of a `case`, whose text follows. Nothing if there is another one within, or if a
  /// clause does not begin with simple patterns.
  private static Optional<Set<String>> patternsOfCase(String text) {
    Matcher end = END.matcher(text);
    if (!end.find()) {
      return Optional.empty();
    }
    String body = text.substring(0, end.start());
    if (WORD_CASE.matcher(body).find() || body.contains(";&") || body.contains("<<")) {
      return Optional.empty();
    }
    Set<String> patterns = new HashSet<>();
    for (String clause : body.split(";;", -1)) {
      if (clause.isBlank()) {
        continue;
      }
      Matcher matcher = PATTERNS.matcher(clause);
      if (!matcher.lookingAt()) {
        return Optional.empty();
      }
      for (String pattern : matcher.group(1).split("\\|", -1)) {
        patterns.add(pattern.strip());
      }
    }
    return Optional.of(patterns);
  }
}
