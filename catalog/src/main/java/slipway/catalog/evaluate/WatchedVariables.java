package slipway.catalog.evaluate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import slipway.catalog.Target;

/// The variables whose reading is noticed: their values differ from target to target, or whoever
/// reads them may read any file of the tree.
final class WatchedVariables {
  private WatchedVariables() {}

  /// Whoever reads one of these may read any file.
  static final List<String> DIRECTORIES =
      List.of("XBPS_DISTDIR", "XBPS_COMMONDIR", "XBPS_SRCPKGDIR");

  /// All of them. Bash knows a variable by its place, and holds which were read in the bits of one
  /// number: 62 at most.
  static final List<String> NAMES =
      List.of(
          "XBPS_DISTDIR",
          "XBPS_COMMONDIR",
          "XBPS_SRCPKGDIR",
          "XBPS_MACHINE",
          "XBPS_ARCH",
          "XBPS_LIBC",
          "XBPS_WORDSIZE",
          "XBPS_ENDIAN",
          "XBPS_NO_ATOMIC8",
          "XBPS_TARGET_MACHINE",
          "XBPS_TARGET_LIBC",
          "XBPS_TARGET_WORDSIZE",
          "XBPS_TARGET_ENDIAN",
          "XBPS_TARGET_NO_ATOMIC8",
          "XBPS_TARGET_QEMU_MACHINE",
          "CROSS_BUILD",
          "XBPS_CROSS_BUILD",
          "XBPS_CROSS_BASE",
          "XBPS_CROSS_TRIPLET",
          "XBPS_CROSS_CFLAGS",
          "XBPS_CROSS_CXXFLAGS",
          "XBPS_CROSS_FFLAGS",
          "XBPS_CROSS_CPPFLAGS",
          "XBPS_CROSS_LDFLAGS",
          "XBPS_CROSS_RUSTFLAGS",
          "XBPS_CROSS_RUST_TARGET",
          "XBPS_CROSS_ZIG_TARGET",
          "XBPS_CROSS_ZIG_CPU",
          "XBPS_TRIPLET",
          "XBPS_RUST_TARGET",
          "XBPS_ZIG_TARGET",
          "XBPS_ZIG_CPU",
          "XBPS_TARGET_CFLAGS",
          "XBPS_TARGET_CXXFLAGS",
          "XBPS_TARGET_FFLAGS",
          "XBPS_TARGET_CPPFLAGS",
          "XBPS_TARGET_LDFLAGS");

  private static final String NAME = "(?:" + String.join("|", NAMES) + ")";

  private static final Set<String> NAME_SET = Set.copyOf(NAMES);

  /// Declarations, and programs that look at their environment.
  private static final Set<String> TELLING_WORDS =
      Set.of("declare", "typeset", "compgen", "printenv", "env", "readonly");

  /// A command that would see the reference instead of the variable; looked for in a line.
  private static final Pattern TELLING_LINE =
      Pattern.compile("\\b(export|unset|local|read|mapfile)( +[^ ]+)* +" + NAME + "(?=[\\s=;]|$)");

  /// Text that could tell a watched variable from an ordinary one, or read it unnoticed: its
  /// length, whether it is set by `-v`, indirect references, declarations, and programs that look
  /// at their environment. Templates with it, and with helpers that have it, are evaluated for each
  /// target with ordinary variables.
  static boolean couldTell(String text) {
    return text.contains("${!")
        || text.contains("${#")
        || text.contains("[ -v ")
        || text.contains("test -v ")
        || !Words.each(
            text,
            (from, to) ->
                isName(text, from, to)
                    ? !TELLING_LINE.matcher(Words.lineAt(text, from)).find()
                    : !isTelling(text, from, to));
  }

  private static boolean isTelling(String text, int from, int to) {
    return to - from <= 8 && to - from >= 3 && TELLING_WORDS.contains(text.substring(from, to));
  }

  private static boolean isName(String text, int from, int to) {
    char first = text.charAt(from);
    return (first == 'X' || first == 'C')
        && to - from >= 8
        && NAME_SET.contains(text.substring(from, to));
  }

  /// A test whether a variable is empty: `[ "$X" ]`, `[ -z "$X" ]`, `[ "$A" -a "$X" ]`, `${X:+…}`.
  private static final Pattern EMPTINESS_TEST =
      Pattern.compile(
          "(?<=\\[ |\\[\\[ |! |-n |-z |[^\\[] -a |[^\\[] -o |&& |\\|\\| )\"?\\$\\{?("
              + NAME
              + ")\\}?\"?(?= ?\\]| -a | -o | && | \\|\\| )|\\$\\{("
              + NAME
              + "):\\+");

  /// How a text uses watched variables, beyond asking whether they are empty.
  ///
  /// @param byValue those of which any part of the value may count
  /// @param compared for the others, the patterns that they are compared with
  record Uses(Set<String> byValue, Map<String, Set<String>> compared) {}

  static Uses usesIn(String text) {
    Map<String, Integer> counts = new HashMap<>();
    var end = new int[1];
    Words.each(
        text,
        (from, to) -> {
          if (from >= end[0] && isName(text, from, to)) {
            int endOfLine = text.indexOf('\n', from);
            end[0] = endOfLine < 0 ? text.length() : endOfLine;
            count(Words.lineAt(text, from), counts);
          }
          return true;
        });
    counts.values().removeIf(count -> count == 0);
    if (counts.isEmpty()) {
      return NO_USES;
    }
    var comparisons =
        Comparisons.of(text, name -> NAME_SET.contains(name) && !DIRECTORIES.contains(name));
    Set<String> byValue = new HashSet<>();
    Map<String, Set<String>> compared = new HashMap<>();
    counts.forEach((name, count) -> {
      if (comparisons.uses(name) == count) {
        compared.put(name, comparisons.patterns(name));
      } else {
        byValue.add(name);
      }
    });
    return new Uses(byValue, compared);
  }

  private static final Uses NO_USES = new Uses(Set.of(), Map.of());

  /// Counts the uses in a line, but for tests of emptiness.
  private static void count(String line, Map<String, Integer> counts) {
    Words.each(
        line,
        (from, to) -> {
          if (isName(line, from, to)) {
            counts.merge(line.substring(from, to), 1, Integer::sum);
          }
          return true;
        });
    Matcher test = EMPTINESS_TEST.matcher(line);
    while (test.find()) {
      counts.merge(test.group(1) != null ? test.group(1) : test.group(2), -1, Integer::sum);
    }
  }

  /// The values that follow from the names of the architectures, as xbps-src derives them.
  static Map<String, String> derived(Target target, String tree) {
    var values = new TreeMap<String, String>();
    values.put("XBPS_DISTDIR", tree);
    values.put("XBPS_COMMONDIR", tree + "/common");
    values.put("XBPS_SRCPKGDIR", tree + "/srcpkgs");
    values.put("XBPS_MACHINE", target.host());
    values.put("XBPS_ARCH", target.host());
    putProperties(values, "XBPS_", target.host());
    values.put("XBPS_TARGET_MACHINE", target.architecture());
    putProperties(values, "XBPS_TARGET_", target.architecture());
    if (target.isCross()) {
      values.put("CROSS_BUILD", target.architecture());
      values.put("XBPS_CROSS_BUILD", target.architecture());
    }
    return values;
  }

  private static void putProperties(
      Map<String, String> values, String prefix, String architecture) {
    String machine = architecture.replaceFirst("-musl$", "");
    values.put(prefix + "LIBC", architecture.endsWith("-musl") ? "musl" : "glibc");
    values.put(
        prefix + "WORDSIZE", machine.matches("aarch64|ppc64.*|x86_64|riscv64") ? "64" : "32");
    values.put(prefix + "ENDIAN", machine.matches("mips|mipshf|ppc|ppc64") ? "be" : "le");
    values.put(
        prefix + "NO_ATOMIC8", machine.matches("armv5tel|armv6l|mips.*|ppc|ppcle") ? "yes" : "");
  }
}
