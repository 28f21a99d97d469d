package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import slipway.catalog.git.GitReader;
import slipway.catalog.git.GitTree;

/// Build styles and build helpers of a tree, without the statements that matter only to a build.
///
/// @param textByPath by the path of the whole file
/// @param dropped the variables that are not set, or set otherwise, where only these texts are
///   evaluated
record SlicedFiles(Map<String, String> textByPath, Set<String> dropped) {
  private static final String STYLES = "common/environment/build-style/";
  private static final String HELPERS = "common/build-helper/";

  static SlicedFiles of(GitTree tree, GitReader git) throws IOException {
    Map<String, ScriptSlice> slices = new TreeMap<>();
    for (var file : tree.common().entrySet()) {
      if (isStyleOrHelper(file.getKey())) {
        slices.put(file.getKey(), ScriptSlice.of(text(git, file.getValue())));
      }
    }
    // What is kept may use what another statement sets, so that this one is kept too.
    Set<String> words = Set.of();
    while (true) {
      Set<String> kept = new HashSet<>();
      for (ScriptSlice slice : slices.values()) {
        kept.addAll(TemplateText.words(slice.kept(words)));
      }
      if (kept.equals(words)) {
        break;
      }
      words = kept;
    }
    Map<String, String> texts = new HashMap<>();
    Set<String> dropped = new HashSet<>();
    for (var slice : slices.entrySet()) {
      texts.put(slice.getKey(), slice.getValue().kept(words));
      dropped.addAll(slice.getValue().droppedNames(words));
    }
    return new SlicedFiles(Map.copyOf(texts), Set.copyOf(dropped));
  }

  private static String text(GitReader git, ObjectId blob) throws IOException {
    return new String(git.content(blob), StandardCharsets.UTF_8);
  }

  static boolean isStyleOrHelper(String path) {
    return path.startsWith(STYLES) || path.startsWith(HELPERS);
  }

  /// Whether what a template does after its style and helpers is the same without the dropped
  /// statements.
  boolean sufficeFor(TemplateText template) {
    for (String word : TemplateText.words(template.late())) {
      if (dropped.contains(word)) {
        return false;
      }
    }
    return true;
  }

  /// Writes the texts below `directory`, under the paths of the whole files.
  void write(Path directory) throws IOException {
    if (Files.exists(directory)) {
      RunDirectory.remove(directory);
    }
    Files.createDirectories(directory.resolve(STYLES));
    Files.createDirectories(directory.resolve(HELPERS));
    for (var file : textByPath.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
