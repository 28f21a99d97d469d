package slipway.catalog.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  private static final Set<String> PHASES = phases();

  private static Set<String> phases() {
    Set<String> names = new HashSet<>();
    for (String when : List.of("pre", "do", "post")) {
      for (String phase :
          List.of(
              "fetch",
              "extract",
              "patch",
              "configure",
              "build",
              "check",
              "install",
              "pkg",
              "clean")) {
        names.add(when + "_" + phase);
      }
    }
    return Set.copyOf(names);
  }

  static TemplateText of(String whole) {
    List<String> lines = linesWithoutComments(whole);
    Map<String, String> functions = new LinkedHashMap<>();
    var top = new StringBuilder();
    for (int at = 0; at < lines.size(); at++) {
      String name = functionBegun(lines.get(at));
      int end = name.isEmpty() ? -1 : endOfFunction(lines, at);
      if (end < 0) {
        top.append(lines.get(at)).append('\n');
      } else {
        functions.merge(name, String.join("\n", lines.subList(at, end + 1)), String::concat);
        top.append('\n');
        at = end;
      }
    }
    String text = String.join("\n", lines);
    var late = new StringBuilder();
    functions.forEach((name, body) -> {
      if (!PHASES.contains(name) || isCalled(name, text)) {
        late.append(body).append('\n');
      }
    });
    String evaluated = top + "\n" + late;
    return definesFunctions(top.toString())
        ? new TemplateText(evaluated, evaluated)
        : new TemplateText(evaluated, late.toString());
  }

  private static List<String> linesWithoutComments(String text) {
    var lines = new ArrayList<String>();
    for (int from = 0; from <= text.length(); ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      int first = from;
      while (first < end && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
        first++;
      }
      boolean comment = first < end && text.charAt(first) == '#';
      lines.add(comment ? "" : text.substring(from, end));
      from = end + 1;
    }
    return lines;
  }

  /// The name, if the line is `name() {`; otherwise empty.
  private static String functionBegun(String line) {
    int parentheses = line.indexOf("()");
    if (parentheses <= 0 || !line.substring(parentheses + 2).strip().equals("{")) {
      return "";
    }
    int end = line.charAt(parentheses - 1) == ' ' ? parentheses - 1 : parentheses;
    for (int i = 0; i < end; i++) {
      char c = line.charAt(i);
      if (!Words.isPart(c) && c != '.' && c != '+' && c != '-') {
        return "";
      }
    }
    return line.substring(0, end);
  }

  /// The next line that is `}`; -1 if there is none.
  private static int endOfFunction(List<String> lines, int begin) {
    for (int at = begin + 1; at < lines.size(); at++) {
      String line = lines.get(at);
      if (line.startsWith("}") && line.stripTrailing().equals("}")) {
        return at;
      }
    }
    return -1;
  }

  private static boolean definesFunctions(String text) {
    return text.contains("()")
        || !Words.each(
            text,
            (from, to) ->
                switch (to - from) {
                  case 4 -> !text.startsWith("eval", from);
                  case 6 -> !text.startsWith("source", from);
                  case 8 ->
                      !text.startsWith("function", from) && !text.startsWith("_package", from);
                  default -> to - from < 8 || !text.startsWith("_package", to - 8);
                });
  }

  /// Whether a function's name stands anywhere besides its definition.
  private static boolean isCalled(String name, String text) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean whole =
          (at == 0 || !Words.isPart(text.charAt(at - 1)))
              && (end == text.length() || !Words.isPart(text.charAt(end)));
      if (whole && !text.startsWith("()", end) && !text.startsWith(" ()", end)) {
        return true;
      }
    }
    return false;
  }

  /// Everything in a text that could be the name of a variable, but for those that a loop sets
  /// before anything else is done with them.
  static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    Set<String> ofLoops = new HashSet<>();
    Words.each(
        text,
        (run, to) -> {
          int from = run;
          while (from < to && Character.isDigit(text.charAt(from))) {
            from++;
          }
          String word = text.substring(from, to);
          boolean loop = text.startsWith("for ", from - 4) && text.startsWith(" in ", to);
          if (loop && !words.contains(word)) {
            ofLoops.add(word);
          } else if (!word.isEmpty() && !ofLoops.contains(word)) {
            words.add(word);
          }
          return true;
        });
    return words;
  }
}
