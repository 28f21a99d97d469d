package slipway.catalog.evaluate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import slipway.catalog.Template;

/// A template's variables, as the evaluator wrote them: fields that end in NUL. The template had
/// its hands in them, so nothing is taken for granted.
///
/// @param name of the directory
/// @param values the fields behind it, in the order in which `evaluator.bash` prints them
record TemplateRecord(String name, List<String> values) {
  private static final String MARK = "template";
  private static final int VALUES = 26;
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern BUILD_DEPENDENCY_WITH_VERSION =
      Pattern.compile(".*[<>].*|.*-[^-_]*[0-9][^-_]*_[0-9_]+");
  private static final Pattern REVISION = Pattern.compile("[0-9]{1,9}");
  private static final int TEXT_CHARS_MAX = 500;

  /// Cuts what the evaluator wrote into fields. A last one that does not end is dropped.
  static List<String> fields(byte[] bytes) {
    var fields = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        fields.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    return fields;
  }

  /// The records of templates among `fields`, as long as they follow one another.
  static List<TemplateRecord> all(List<String> fields) {
    var records = new ArrayList<TemplateRecord>();
    for (int at = 0;
        at + VALUES + 2 <= fields.size() && fields.get(at).equals(MARK);
        at += VALUES + 2) {
      records.add(
          new TemplateRecord(
              fields.get(at + 1), List.copyOf(fields.subList(at + 2, at + VALUES + 2))));
    }
    return records;
  }

  /// What xbps-src would refuse about it, if anything.
  Optional<String> complaint() {
    String[] required = {"pkgname", "version", "revision", "short_desc", "homepage", "license"};
    for (int i = 0; i < required.length; i++) {
      if (values.get(i).isBlank()) {
        return Optional.of(required[i] + " is not set");
      }
    }
    if (!values.get(0).equals(name)) {
      return Optional.of(
          "pkgname is \"%s\" in the directory %s".formatted(text(values.get(0)), name));
    }
    String version = values.get(1);
    if (version.contains("-") || version.contains("_") || BLANKS.matcher(version).find()) {
      return Optional.of(
          "the version \"%s\" holds a dash, an underscore or a blank".formatted(text(version)));
    }
    if (version.chars().noneMatch(c -> c >= '0' && c <= '9') || version.contains("/")) {
      return Optional.of("the version \"%s\" has no digit, or a slash".formatted(text(version)));
    }
    if (!REVISION.matcher(values.get(2)).matches()) {
      return Optional.of("the revision \"%s\" is not a number".formatted(text(values.get(2))));
    }
    if (values.get(6).equals("meta")) {
      return Optional.of("build_style=meta is no more: write metapackage=yes");
    }
    return versionedBuildDependency();
  }

  private Optional<String> versionedBuildDependency() {
    for (int list = 16; list <= 18; list++) {
      for (String word : words(list)) {
        if (BUILD_DEPENDENCY_WITH_VERSION.matcher(word).matches()) {
          return Optional.of(
              "the build dependency \"%s\" names a version; the tree's is always used"
                  .formatted(text(word)));
        }
      }
    }
    return Optional.empty();
  }

  Template template() {
    return new Template(
        name,
        values.get(1),
        values.get(2),
        text(values.get(3)),
        values.get(6).strip().intern(),
        words(7),
        words(15),
        text(values.get(8)),
        text(values.get(9)),
        text(values.get(10)),
        values.get(11).strip().intern(),
        !values.get(12).isEmpty(),
        values.get(13).equals("yes"),
        words(14),
        words(16),
        words(17),
        words(18),
        words(19),
        words(20),
        words(21),
        words(22),
        words(23));
  }

  /// The files that it read or looked for, besides the template.
  List<String> files() {
    return words(24);
  }

  /// The watched variables that it read, outside command substitutions.
  Set<String> read(List<String> watched) {
    var names = new HashSet<String>();
    long bits;
    try {
      bits = Long.parseLong(values.get(25));
    } catch (NumberFormatException e) {
      return Set.copyOf(watched);
    }
    for (int i = 0; i < watched.size(); i++) {
      if (((bits >> i) & 1) == 1) {
        names.add(watched.get(i));
      }
    }
    return names;
  }

  private List<String> words(int index) {
    return BLANKS
        .splitAsStream(values.get(index))
        .filter(word -> !word.isEmpty())
        .map(String::intern)
        .toList();
  }

  /// On one line and of bounded length, for people.
  static String text(String text) {
    String line = BLANKS.matcher(text.strip()).replaceAll(" ");
    return line.length() <= TEXT_CHARS_MAX ? line : line.substring(0, TEXT_CHARS_MAX) + "…";
  }
}
