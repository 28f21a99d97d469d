package slipway.catalog.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A build style or build helper, cut into its statements, to tell those that can matter for a
/// definition from those that only prepare a build: most set compiler flags and write wrapper
/// scripts, differently for each target.
///
/// A statement is essential if it may assign a variable of a definition, end the script, or do what
/// this class does not understand. Texts that are not laid out as usual are one essential
/// statement.
final class ScriptSlice {
  private static final String DEFINITION =
      "(pkgname|sourcepkg|version|revision|short_desc|homepage|license|archs|nocross|broken|restricted|repository"
          + "|bootstrap|metapackage|subpackages|hostmakedepends|makedepends|checkdepends|depends|provides|reverts"
          + "|build_style|build_helper|build_options|build_options_default|_*slip_[a-z_]*|IFS|PATH|BASH[A-Z_]*|LC_[A-Z]*)";
  private static final Pattern ESSENTIAL =
      Pattern.compile(
          "\\b"
              + DEFINITION
              + "(\\+?=|\\[)|\\b(for|unset|export)( +[A-Za-z_]\\w*)* +"
              + DEFINITION
              + "\\b|:=|(?m)(^|[;&|]|\\b(then|do|else))\\s*(exit|return|msg_error|source|\\.|eval|exec|set|shopt"
              + "|trap|alias|unalias|cd|pushd|popd|read|mapfile|readarray|printf -v|declare|typeset|local|readonly|ulimit|umask)\\b");
  private static final Pattern LEAVES_LOOP = Pattern.compile("\\b(break|continue)\\b");
  private static final Pattern LOOP = Pattern.compile("\\bdo\\b");

  /// A line of a longer statement that only assigns, without any effect besides.
  private static final Pattern ASSIGNMENT_LINE =
      Pattern.compile("\\s*(?:export +)?([A-Za-z_]\\w*)\\+?=[^;&|()<>`\\n]*\\n");

  private static final Pattern RETURNS =
      Pattern.compile("\\[ [^\\n]* \\] && return( [0-9]+)?;?\\s*");
  private static final Pattern OPENS =
      Pattern.compile(
          "(?:^|[;&|(]|\\bthen|\\bdo|\\belse|\\)|[^ ]\\(\\) *)\\s*(if|case|for|while|until|\\{)(?=\\s|$)");
  private static final Pattern CLOSES =
      Pattern.compile("(?:^|[;&|])\\s*(fi|esac|done|\\})(?=[\\s;&|)]|$)");
  private static final Pattern HERE_DOCUMENT = Pattern.compile("<<(-?)\\s*['\"\\\\]?(\\w+)['\"]?");
  private static final Pattern ASSIGNS =
      Pattern.compile(
          "\\b([A-Za-z_][A-Za-z0-9_]*)(?:\\+?=|\\[[^\\]]*\\]\\+?=|\\(\\))|\\bfor ([A-Za-z_]\\w*) in");
  private static final Pattern UNSETS =
      Pattern.compile("\\b(?:unset|export)((?: +[A-Za-z_]\\w*)+)");

  /// `prefix_${x}_suffix=`. A prefix in capitals is none of ours.
  private static final Pattern COMPUTED_NAME =
      Pattern.compile("(?<!\\w)[a-z_0-9]*\\$\\{?\\w+\\}?\\w*\\+?=");

  private final List<Statement> statements;

  private ScriptSlice(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /// @param code the text without the bodies of here-documents
  private record Statement(String text, String code) {
    boolean isEssential() {
      return ESSENTIAL.matcher(code).find()
          || text.contains(":=")
          || (LEAVES_LOOP.matcher(code).find() && !LOOP.matcher(code).find());
    }

    /// The text, with `:` for lines that assign only what nobody asks for.
    String reduced(Set<String> words, Set<String> dropped) {
      if (!text.equals(code) && HERE_DOCUMENT.matcher(text).find()) {
        return text;
      }
      var reduced = new StringBuilder();
      boolean first = true;
      boolean quoted = false;
      boolean goesOn = false;
      for (String line : text.split("(?<=\n)", -1)) {
        Matcher assignment = ASSIGNMENT_LINE.matcher(line);
        if (!first
            && !goesOn
            && assignment.matches()
            && isClosed(line)
            && !words.contains(assignment.group(1))
            && !ESSENTIAL.matcher(line).find()) {
          dropped.add(assignment.group(1));
          reduced.append(":\n");
        } else {
          reduced.append(line);
        }
        first = false;
        quoted = quoted != quoteIsOpen(line);
        goesOn = quoted || continues(line);
      }
      return reduced.toString();
    }

    private static boolean isClosed(String line) {
      return !quoteIsOpen(line)
          && line.chars().filter(c -> c == '\'').count() % 2 == 0
          && !line.contains(":=")
          && !continues(line);
    }

    Set<String> assigned() {
      Set<String> names = new HashSet<>();
      Matcher assignment = ASSIGNS.matcher(code);
      while (assignment.find()) {
        names.add(assignment.group(1) != null ? assignment.group(1) : assignment.group(2));
      }
      Matcher unset = UNSETS.matcher(code);
      while (unset.find()) {
        names.addAll(List.of(unset.group(1).strip().split(" +", -1)));
      }
      return names;
    }
  }

  static ScriptSlice of(String text) {
    return new ScriptSlice(cut(text).orElse(List.of(new Statement(text, "exit\n" + text))));
  }

  /// The statements that matter, and those that set something which `words` contain.
  ///
  /// @param words of everything else that is kept
  String kept(Set<String> words) {
    var kept = new StringBuilder();
    for (Statement statement : keptStatements(words)) {
      kept.append(statement.reduced(words, new HashSet<>()));
    }
    return kept.toString();
  }

  /// Everything that the dropped statements may assign.
  Set<String> droppedNames(Set<String> words) {
    Set<String> names = new HashSet<>();
    List<Statement> kept = keptStatements(words);
    for (Statement statement : statements) {
      if (kept.contains(statement)) {
        statement.reduced(words, names);
      } else {
        names.addAll(statement.assigned());
      }
    }
    return names;
  }

  private List<Statement> keptStatements(Set<String> words) {
    var kept = new ArrayList<Statement>();
    for (Statement statement : statements) {
      if (statement.isEssential() || statement.assigned().stream().anyMatch(words::contains)) {
        kept.add(statement);
      }
    }
    // What only ends the script has nothing to spare any more, at the end.
    while (!kept.isEmpty() && RETURNS.matcher(kept.getLast().text()).matches()) {
      kept.removeLast();
    }
    return kept;
  }

  /// Nothing if the text is not understood.
  private static Optional<List<Statement>> cut(String text) {
    if (text.contains("$((") || COMPUTED_NAME.matcher(text).find()) {
      return Optional.empty();
    }
    var statements = new ArrayList<Statement>();
    var whole = new StringBuilder();
    var code = new StringBuilder();
    int depth = 0;
    String terminator = "";
    for (String line : text.split("(?<=\n)", -1)) {
      whole.append(line);
      if (!terminator.isEmpty()) {
        terminator = line.strip().equals(terminator) ? "" : terminator;
      } else {
        String bare = withoutComment(line);
        code.append(bare);
        Matcher document = HERE_DOCUMENT.matcher(bare);
        terminator = document.find() ? document.group(2) : "";
        String unquoted = bare.replaceAll("\"[^\"\n]*\"|'[^'\n]*'", "\"\"");
        depth += count(OPENS, unquoted) - count(CLOSES, unquoted);
        if (depth < 0) {
          return Optional.empty();
        }
      }
      boolean open = depth > 0 || !terminator.isEmpty() || quoteIsOpen(code) || continues(code);
      if (!open && !whole.toString().isBlank()) {
        statements.add(new Statement(whole.toString(), code.toString()));
        whole.setLength(0);
        code.setLength(0);
      }
    }
    return code.toString().isBlank() ? Optional.of(statements) : Optional.empty();
  }

  private static String withoutComment(String line) {
    return line.replaceFirst("(^|\\s)#(?!\\!)[^\"'}]*$", "\n").replaceFirst("^#.*", "");
  }

  private static int count(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static boolean quoteIsOpen(CharSequence code) {
    return code.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  private static boolean continues(CharSequence code) {
    String end = code.toString().stripTrailing();
    return end.endsWith("\\") || end.endsWith("&&") || end.endsWith("||") || end.endsWith("|");
  }
}
