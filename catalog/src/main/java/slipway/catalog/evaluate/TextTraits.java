package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import slipway.catalog.git.GitReader;
import slipway.catalog.git.GitTree;

/// What a file's text shows without being evaluated.
///
/// @param couldTell whether it must be evaluated with ordinary variables
/// @param namesDirectories whether it has one of the variables from which every file of the tree
///   can be reached
/// @param mayReadAnyFile whether it does so, and anything that could read a file, rather than set
///   variables to a file's name
/// @param sliced whether sliced styles and helpers suffice for it
/// @param uses how it uses watched variables
record TextTraits(
    boolean couldTell,
    boolean namesDirectories,
    boolean mayReadAnyFile,
    boolean sliced,
    WatchedVariables.Uses uses) {
  /// Substitutions, redirections, tests, patterns, and commands that take files.
  private static final Pattern READS_FILES =
      Pattern.compile(
          "\\$\\(|[`<>*?]|\\[|\\b(source|eval|exec|cat|read|test|for|mapfile|readarray)\\b"
              + "|(?m)(^|[;&|]|\\b(then|do|else)\\b)\\s*\\.\\s");

  private static final TextTraits NONE =
      new TextTraits(false, false, false, true, WatchedVariables.usesIn(""));

  private static TextTraits of(String text, boolean sliced) {
    boolean namesDirectories = WatchedVariables.DIRECTORIES.stream().anyMatch(text::contains);
    return new TextTraits(
        WatchedVariables.couldTell(text),
        namesDirectories,
        namesDirectories && READS_FILES.matcher(text).find(),
        sliced,
        WatchedVariables.usesIn(text));
  }

  /// The traits of a tree's files, each worked out once.
  static final class Reader {
    private final GitTree tree;
    private final GitReader git;
    private final SlicedFiles sliced;
    private final Map<String, TextTraits> known = new ConcurrentHashMap<>();

    Reader(GitTree tree, GitReader git, SlicedFiles sliced) {
      this.tree = tree;
      this.git = git;
      this.sliced = sliced;
    }

    TextTraits ofTemplate(String name) throws IOException {
      String path = "srcpkgs/" + name + "/template";
      TextTraits traits = known.get(path);
      if (traits == null) {
        TemplateText template = TemplateText.of(text(tree.template(name)));
        traits = of(template.evaluated(), sliced.sufficeFor(template));
        known.put(path, traits);
      }
      return traits;
    }

    /// Of a build style or helper.
    ///
    /// @param asSliced whether only the slice is evaluated
    TextTraits ofFile(String path, boolean asSliced) throws IOException {
      ObjectId blob = tree.blob(path);
      if (blob == null) {
        return NONE;
      }
      String key = asSliced ? "sliced " + path : path;
      TextTraits traits = known.get(key);
      if (traits == null) {
        String text = asSliced ? sliced.textByPath().getOrDefault(path, "") : text(blob);
        traits = of(text, true);
        known.put(key, traits);
      }
      return traits;
    }

    private String text(ObjectId blob) throws IOException {
      return new String(git.content(blob), StandardCharsets.UTF_8);
    }
  }
}
