package slipway.logstore.search;

import java.util.ArrayList;
import java.util.List;

/// Reads a valid regular expression of RE2 and finds the texts that any match must hold. Where it
/// is not sure, it says {@link Nothing}: then more is looked through, and nothing missed.
///
/// The idea is Russ Cox's (Regular Expression Matching with a Trigram Index, 2012), kept simpler:
/// classes and the like end a text, whatever they hold.
final class RegexNeeds {
  /// What a match must hold.
  sealed interface Need {}

  /// Nothing is known.
  record Nothing() implements Need {}

  record Text(String text) implements Need {}

  record AllOf(List<Need> needs) implements Need {}

  record AnyOf(List<Need> needs) implements Need {}

  /// How often a part occurs at least, and whether that is exactly once.
  private record Times(int atLeast, boolean once) {}

  /// The expression has something that we do not read; re2j does.
  private static final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final Times ONCE = new Times(1, true);
  private static final int DEPTH_MAX = 100;

  private final String expression;
  private boolean ignoreCase;
  private boolean everIgnoredCase;
  private int at;
  private int depth;

  RegexNeeds(String expression, boolean ignoreCase) {
    this.expression = expression;
    this.ignoreCase = ignoreCase;
    everIgnoredCase = ignoreCase;
  }

  /// True if some part of the expression ignores case: the texts are then to be looked for without
  /// regard to it.
  boolean ignoresCase() {
    return everIgnoredCase;
  }

  Need parse() {
    try {
      var need = alternatives();
      return at == expression.length() ? need : new Nothing();
    } catch (NotUnderstood | StringIndexOutOfBoundsException | NumberFormatException _) {
      return new Nothing();
    }
  }

  private Need alternatives() {
    if (++depth > DEPTH_MAX) {
      throw new NotUnderstood();
    }
    boolean ignoreCaseOutside = ignoreCase;
    var needs = new ArrayList<Need>();
    needs.add(sequence());
    while (at < expression.length() && expression.charAt(at) == '|') {
      at++;
      needs.add(sequence());
    }
    ignoreCase = ignoreCaseOutside;
    depth--;
    boolean known = needs.stream().noneMatch(Nothing.class::isInstance);
    return needs.size() == 1 ? needs.getFirst() : known ? new AnyOf(needs) : new Nothing();
  }

  private Need sequence() {
    var texts = new Texts();
    while (at < expression.length() && "|)".indexOf(expression.charAt(at)) < 0) {
      atom(texts);
    }
    return texts.need();
  }

  private void atom(Texts texts) {
    char letter = expression.charAt(at++);
    switch (letter) {
      case '^', '$' -> times(); // between characters: what is before and after it still touches
      case '.' -> {
        times();
        texts.cut();
      }
      case '[' -> {
        skipClass();
        times();
        texts.cut();
      }
      case '(' -> group(texts);
      case '\\' -> escape(texts);
      default -> literal(texts, codePoint(letter));
    }
  }

  private String codePoint(char letter) {
    return Character.isHighSurrogate(letter)
        ? new String(new char[] {letter, expression.charAt(at++)})
        : String.valueOf(letter);
  }

  private void literal(Texts texts, String letter) {
    var times = times();
    if (ignoreCase && letter.codePointAt(0) >= 0x80) {
      texts.cut(); // letters beyond ASCII are not folded by us
    } else {
      texts.add(letter, times);
    }
  }

  private void group(Texts texts) {
    boolean ignoreCaseOutside = ignoreCase;
    if (expression.startsWith("?", at) && flags()) {
      if (!times().equals(ONCE)) {
        throw new NotUnderstood(); // repeats what is before the flags
      }
      return;
    }
    var need = alternatives();
    if (expression.charAt(at++) != ')') {
      throw new NotUnderstood();
    }
    ignoreCase = ignoreCaseOutside;
    var times = times();
    if (need instanceof Text text && times.once()) {
      texts.add(text.text(), times);
    } else {
      texts.cut();
      if (times.atLeast() > 0) {
        texts.require(need);
      }
    }
  }

  /// Reads `?…` behind a bracket; true if that was all: flags for the rest of the surrounding
  /// group.
  private boolean flags() {
    at++;
    if (expression.charAt(at) == 'P' || expression.charAt(at) == '<') {
      at = expression.indexOf('>', at) + 1;
      return false;
    }
    boolean on = true;
    while (true) {
      char flag = expression.charAt(at++);
      switch (flag) {
        case '-' -> on = false;
        case 'i' -> {
          ignoreCase = on;
          everIgnoredCase |= on;
        }
        case ':' -> {
          return false;
        }
        case ')' -> {
          return true;
        }
        default -> {}
      }
    }
  }

  private void escape(Texts texts) {
    char letter = expression.charAt(at++);
    switch (letter) {
      case 'b', 'B', 'A', 'z' -> times();
      case 'Q' -> quoted(texts);
      case 'p', 'P' -> {
        at = expression.charAt(at) == '{' ? expression.indexOf('}', at) + 1 : at + 1;
        times();
        texts.cut();
      }
      default -> {
        if (Character.isLetterOrDigit(letter)) {
          skipNumber(letter); // classes and characters by number: taken as unknown
          times();
          texts.cut();
        } else {
          literal(texts, codePoint(letter));
        }
      }
    }
  }

  private void skipNumber(char letter) {
    if (letter == 'x') {
      at = expression.charAt(at) == '{' ? expression.indexOf('}', at) + 1 : at + 2;
    } else if (Character.isDigit(letter)) {
      while (at < expression.length() && Character.isDigit(expression.charAt(at))) {
        at++;
      }
    }
  }

  private void quoted(Texts texts) {
    int end = expression.indexOf("\\E", at);
    int to = end < 0 ? expression.length() : end;
    while (at < to) {
      String letter = codePoint(expression.charAt(at++));
      boolean last = at >= to;
      if (last) {
        at = end < 0 ? to : to + 2;
      }
      var times = last ? times() : ONCE;
      if (ignoreCase && letter.codePointAt(0) >= 0x80) {
        texts.cut();
      } else {
        texts.add(letter, times);
      }
      if (last) {
        return;
      }
    }
    at = end < 0 ? to : to + 2;
  }

  private void skipClass() {
    if (expression.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (first || expression.charAt(at) != ']') {
      first = false;
      if (expression.startsWith("[:", at)) {
        at = expression.indexOf(":]", at) + 2;
      } else {
        at += expression.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  /// Reads what may stand behind a part: how often it may occur.
  private Times times() {
    var times = ONCE;
    while (at < expression.length()) {
      char letter = expression.charAt(at);
      if (letter == '*' || letter == '?') {
        at++;
        times = new Times(0, false);
      } else if (letter == '+') {
        at++;
        times = new Times(times.atLeast(), false);
      } else if (letter == '{' && braces() > 0) {
        times = new Times(times.atLeast() == 0 ? 0 : bracesAtLeast(), false);
        at = expression.indexOf('}', at) + 1;
      } else {
        return times;
      }
    }
    return times;
  }

  /// The end of `{n}`, `{n,}` or `{n,m}` at this place; 0 if the brace stands for itself.
  private int braces() {
    int end = expression.indexOf('}', at);
    return end > 0 && expression.substring(at + 1, end).matches("\\d+(,\\d*)?") ? end : 0;
  }

  private int bracesAtLeast() {
    int comma = expression.indexOf(',', at);
    int end = expression.indexOf('}', at);
    int to = comma > 0 && comma < end ? comma : end;
    return Integer.parseInt(expression.substring(at + 1, to));
  }

  /// The texts of one sequence: letters that touch each other make one.
  private static final class Texts {
    private final List<Need> needs = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();

    void add(String letters, Times times) {
      if (times.atLeast() == 0) {
        cut();
        return;
      }
      open.append(letters);
      if (!times.once()) {
        cut();
        open.append(letters); // the last of them touches what follows
      }
    }

    void cut() {
      if (!open.isEmpty()) {
        needs.add(new Text(open.toString()));
        open.setLength(0);
      }
    }

    void require(Need need) {
      if (!(need instanceof Nothing)) {
        needs.add(need);
      }
    }

    Need need() {
      cut();
      return switch (needs.size()) {
        case 0 -> new Nothing();
        case 1 -> needs.getFirst();
        default -> new AllOf(List.copyOf(needs));
      };
    }
  }
}
