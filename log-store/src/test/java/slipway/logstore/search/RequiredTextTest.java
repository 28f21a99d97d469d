package slipway.logstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredTextTest {
  @ParameterizedTest(name = "{0} needs {1}")
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "undefined.*references references",
        "foo_[a-z]+_barbaz _barbaz",
        "^cc:.error$ error",
        "(?i)Error error",
        "\\bmain\\.c:\\d+ main.c:",
        "(wl_)?proxy+marshal ymarshal",
        "\\Qa.b(c\\E+d a.b(c",
        "x{3}yy{0,2}zzz zzz",
        "(?P<who>collect2) collect2",
        "[]abc]stone stone",
      })
  void theLongestTextThatEveryMatchHoldsIsFound(String expression, String text) {
    assertThat(RequiredText.of(expression, false).oneOf())
        .singleElement()
        .asString()
        .isEqualToIgnoringCase(text);
  }

  @Test
  void oneOfSeveralAlternativesIsNeeded() {
    assertThat(RequiredText.of("(gcc|clang): error", false).oneOf()).containsExactly(": error");
    assertThat(RequiredText.of("segfault|core dumped", false).oneOf())
        .containsExactly("segfault", "core dumped");
    assertThat(RequiredText.of("segfault|.*", false).oneOf()).isEmpty();
  }

  /// Whatever the expression: a line that matches is never ruled out.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noLineThatMatchesIsRuledOut(long seed) {
    var random = new SplittableRandom(seed);
    int matches = 0;
    for (int round = 0; round < 4000; round++) {
      String expression = expression(random, 3);
      var required = RequiredText.of(expression, false);
      String line = line(random);
      if (matches(expression, line) && !required.oneOf().isEmpty()) {
        matches++;
        assertThat(holdsOneOf(line, required.oneOf(), required.ignoresCase()))
            .as("%s matches %s, but %s", expression, line, required)
            .isTrue();
      }
    }
    assertThat(matches).isGreaterThan(50);
  }

  private static boolean matches(String expression, String line) {
    try {
      return Pattern.compile(expression).matcher(line).find();
    } catch (PatternSyntaxException invalid) {
      return false; // such as a repetition of nothing
    }
  }

  private static boolean holdsOneOf(String line, List<String> texts, boolean ignoreCase) {
    int flags = ignoreCase ? java.util.regex.Pattern.CASE_INSENSITIVE : 0;
    return texts.stream()
        .map(text -> java.util.regex.Pattern.compile(java.util.regex.Pattern.quote(text), flags))
        .map(pattern -> pattern.matcher(line))
        .anyMatch(Matcher::find);
  }

  private static String expression(SplittableRandom random, int depth) {
    var made = new StringBuilder();
    for (int left = random.nextInt(1, 4); left > 0; left--) {
      made.append(part(random, depth));
      made.append(
          switch (random.nextInt(9)) {
            case 0 -> "*";
            case 1 -> "+";
            case 2 -> "?";
            case 3 -> "{2}";
            case 4 -> "{0,2}";
            default -> "";
          });
    }
    return made.toString();
  }

  private static String part(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 5)) {
      case 0, 1, 2 -> String.valueOf((char) ('a' + random.nextInt(3)));
      case 3 -> random.nextBoolean() ? "B" : "\\.";
      case 4 -> random.nextBoolean() ? "." : "[ab]";
      case 5 -> "(" + expression(random, depth - 1) + ")";
      case 6 -> "(?:" + expression(random, depth - 1) + "|" + expression(random, depth - 1) + ")";
      case 7 -> "(?i:" + expression(random, depth - 1) + ")";
      case 8 -> "(?P<n" + random.nextInt(1 << 30) + ">" + expression(random, depth - 1) + ")";
      case 9 -> random.nextBoolean() ? "(?:\\Qab\\E)" : "(?:[^]c]|\\x61)";
      default -> random.nextBoolean() ? "(?:\\b|)" : "(?i)";
    };
  }

  private static String line(SplittableRandom random) {
    var made = new StringBuilder();
    for (int left = random.nextInt(2, 14); left > 0; left--) {
      made.append("abcabcABC.".charAt(random.nextInt(10)));
    }
    return made.toString();
  }
}
