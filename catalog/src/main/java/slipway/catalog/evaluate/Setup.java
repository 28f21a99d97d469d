package slipway.catalog.evaluate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.catalog.ShellPattern;
import slipway.catalog.Target;
import slipway.catalog.git.GitTree;

/// What all evaluations of a tree have in common.
///
/// @param id changes with the evaluator and with the files that every evaluator reads at its start
/// @param watched the variables whose reading is noticed, in the order in which bash knows them
/// @param valuesByName of the watched variables that are set, for each target
record Setup(String id, List<String> watched, Map<Target, Map<String, String>> valuesByName) {
  /// Before there is a real one.
  static final Setup NONE = new Setup("", List.of(), Map.of());

  /// Added to a variable's name where it only counts whether it is empty.
  static final String WHETHER_SET = "?";

  /// Between a variable's name and the patterns, where it only counts which of them its value
  /// matches. No name has it in it, and no pattern a `|`.
  private static final String COMPARED_WITH = "~";

  /// To be raised when the Java side of the evaluation begins to give other results.
  private static final String VERSION = "3";

  private static final String SETUP = "common/environment/setup/";
  private static final Set<String> SETUP_FILES =
      Set.of(
          "misc.sh",
          "options.sh",
          "python.sh",
          "archive.sh",
          "install.sh",
          "vsed.sh",
          "replace-interpreter.sh");

  /// The values of the watched variables that are set, by place in `watched`.
  Map<Integer, String> values(Target target) {
    Map<Integer, String> values = new TreeMap<>();
    valuesByName
        .getOrDefault(target, Map.of())
        .forEach((name, value) -> values.put(watched.indexOf(name), value));
    return values;
  }

  /// What counts of a variable that is compared with some patterns, or, without any, only looked at
  /// for being empty: to be used with [#value].
  static String asCompared(String name, Set<String> patterns) {
    return patterns.isEmpty()
        ? name + WHETHER_SET
        : name + COMPARED_WITH + String.join("|", new TreeSet<>(patterns));
  }

  /// The value of a watched variable, or the empty text if it is unset. With [#WHETHER_SET] behind
  /// the name, `set` for every value but the empty text; for [#asCompared] ones, a digit for being
  /// empty and for each pattern: 1 if it matches.
  String value(Target target, String name) {
    Map<String, String> values = valuesByName.getOrDefault(target, Map.of());
    if (name.endsWith(WHETHER_SET)) {
      String variable = name.substring(0, name.length() - WHETHER_SET.length());
      return values.getOrDefault(variable, "").isEmpty() ? "" : "set";
    }
    int patterns = name.indexOf(COMPARED_WITH);
    if (patterns >= 0) {
      String value = values.getOrDefault(name.substring(0, patterns), "");
      var outcomes = new StringBuilder(value.isEmpty() ? "1" : "0");
      for (String pattern : name.substring(patterns + 1).split("\\|", -1)) {
        outcomes.append(ShellPattern.matches(pattern, value) ? '1' : '0');
      }
      return outcomes.toString();
    }
    return values.getOrDefault(name, "");
  }

  /// The files that `evaluator.bash` reads before any template.
  private static boolean isReadAtStart(String path) {
    return path.startsWith("common/cross-profiles/")
        || path.startsWith("common/build-profiles/")
        || path.equals("etc/defaults.conf")
        || (path.startsWith(SETUP) && SETUP_FILES.contains(path.substring(SETUP.length())));
  }

  /// An id that is equal for trees with the same setup files.
  static String idOf(GitTree tree, byte[] script) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(script);
      digest.update(VERSION.getBytes(StandardCharsets.UTF_8));
      tree.common()
          .forEach((path, blob) -> {
            if (isReadAtStart(path)) {
              digest.update((path + " " + blob.name() + "\n").getBytes(StandardCharsets.UTF_8));
            }
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
