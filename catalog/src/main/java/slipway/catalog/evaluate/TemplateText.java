package slipway.catalog.evaluate;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A template's text, sorted by when it is evaluated.
///
/// Functions in the first column, `name() {` to `}`, are told apart: those that a build calls are
/// never evaluated here; others, above all those of subpackages, are evaluated at the end; the rest
/// of the text is evaluated first. Where a text is laid out otherwise, more of it counts as
/// evaluated than is.
///
/// @param evaluated all that may be evaluated at some time
/// @param late what may be evaluated after the build style and the build helpers
record TemplateText(String evaluated, String late) {
  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^([A-Za-z0-9_.+-]+) ?\\(\\) *\\{ *\\n(?:(?!\\}).*\\n|\\}.+\\n)*?\\} *$");
  private static final Pattern PHASE =
      Pattern.compile(
          "(pre|do|post)_(fetch|extract|patch|configure|build|check|install|pkg|clean)");
  private static final Pattern DEFINES_FUNCTIONS =
      Pattern.compile("\\(\\)|\\b(function|eval|source)\\b|_package\\b");
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \t]*#.*$");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  static TemplateText of(String whole) {
    String text = COMMENT.matcher(whole).replaceAll("");
    Map<String, String> functions = new LinkedHashMap<>();
    var top = new StringBuilder();
    Matcher function = FUNCTION.matcher(text);
    int at = 0;
    while (function.find()) {
      top.append(text, at, function.start());
      functions.merge(function.group(1), function.group(), String::concat);
      at = function.end();
    }
    top.append(text, at, text.length());
    var late = new StringBuilder();
    functions.forEach((name, body) -> {
      if (!PHASE.matcher(name).matches() || isCalled(name, text)) {
        late.append(body).append('\n');
      }
    });
    String evaluated = top + "\n" + late;
    return DEFINES_FUNCTIONS.matcher(top).find()
        ? new TemplateText(evaluated, evaluated)
        : new TemplateText(evaluated, late.toString());
  }

  /// Whether a function's name stands anywhere besides its definition.
  private static boolean isCalled(String name, String text) {
    Matcher uses =
        Pattern.compile("(?<![A-Za-z0-9_])" + name + "(?![A-Za-z0-9_]| ?\\(\\))").matcher(text);
    return uses.find();
  }

  /// Everything in a text that could be the name of a variable, but for those that a loop sets
  /// before anything else is done with them.
  static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    Set<String> ofLoops = new HashSet<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      boolean loop =
          text.startsWith("for ", word.start() - 4) && text.startsWith(" in ", word.end());
      if (loop && !words.contains(word.group())) {
        ofLoops.add(word.group());
      } else if (!ofLoops.contains(word.group())) {
        words.add(word.group());
      }
    }
    return words;
  }
}
