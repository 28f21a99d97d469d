package slipway.catalog.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import slipway.catalog.Template;

/// Which packages speak of a name, as a dependency or as their subpackage: those that must be
/// resolved again when the name comes, goes or moves. Never forgets, so it may name too many.
final class Mentions {
  private final DependencyWords words;
  private final Map<String, Set<String>> packagesByName = new HashMap<>();
  private final Map<String, Template> lastAdded = new HashMap<>();

  Mentions(DependencyWords words) {
    this.words = words;
  }

  /// Adds what a template of a package says; most targets share one, which is read once.
  @SuppressWarnings("ReferenceEquality") // An equal one is only read again.
  void add(String packageName, Template template) {
    if (lastAdded.put(packageName, template) == template) {
      return;
    }
    for (List<String> list :
        List.of(
            template.hostmakedepends(),
            template.makedepends(),
            template.depends(),
            template.checkdepends(),
            template.subpackages())) {
      for (String word : list) {
        String name = words.nameOf(word);
        packagesByName.computeIfAbsent(name, _ -> new HashSet<>(2)).add(packageName);
        String stem = DependencyWords.stem(name);
        if (!stem.equals(name)) {
          packagesByName.computeIfAbsent(stem, _ -> new HashSet<>(2)).add(packageName);
        }
      }
    }
  }

  Set<String> of(String name) {
    return packagesByName.getOrDefault(name, Set.of());
  }
}
