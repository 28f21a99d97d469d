package slipway.catalog.graph;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.catalog.git.GitTree;

/// Which source package a name under `srcpkgs/` belongs to.
///
/// A directory is a source package; a symbolic link leads to one, perhaps through other links.
/// Links that lead nowhere or out of `srcpkgs/` are named in [#badLinks].
public final class SourceNames {
  private static final int LINKS_MAX = 8;

  private final Map<String, String> sourceByName = new HashMap<>();
  private final SortedMap<String, String> badLinks = new TreeMap<>();

  private SourceNames() {}

  public static SourceNames of(GitTree tree) {
    var names = new SourceNames();
    for (String name : tree.packages().keySet()) {
      names.sourceByName.put(name, name);
    }
    tree.links()
        .forEach((name, link) -> {
          String goal = follow(tree, name);
          if (goal == null) {
            names.badLinks.put(name, link.goal());
          } else {
            names.sourceByName.put(name, goal);
          }
        });
    return names;
  }

  private static @org.jspecify.annotations.Nullable String follow(GitTree tree, String name) {
    String at = name;
    for (int i = 0; i < LINKS_MAX; i++) {
      if (tree.packages().containsKey(at)) {
        return at;
      }
      GitTree.Link link = tree.links().get(at);
      if (link == null) {
        return null;
      }
      if (tree.packages().containsKey(link.goal())) {
        return link.goal();
      }
      at = link.goal().replaceFirst("^(\\./+)+", "").replaceFirst("/+\\.?$", "");
      at = at.replaceFirst("^\\.\\./srcpkgs/+", "");
    }
    return null;
  }

  /// The source package of a binary package's name, if the tree has it.
  public Optional<String> sourceOf(String name) {
    return Optional.ofNullable(sourceByName.get(name));
  }

  /// Links that lead to no source package, with their goals as written.
  public SortedMap<String, String> badLinks() {
    return Collections.unmodifiableSortedMap(badLinks);
  }

  /// Every usable name, with its source package.
  public Map<String, String> all() {
    return Collections.unmodifiableMap(sourceByName);
  }
}
