package slipway.catalog.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import slipway.catalog.Template;

/// Turns the words of dependency lists into source packages, for one target.
///
/// A word may be a package or subpackage, with a version pattern (`foo>=1.2`), a virtual package
/// that the tree maps to a real one (`virtual?foo`), or a name that a package of the tree provides
/// without a link. `foo-dbg` belongs to foo, and `foo-32bit` is made by the i686 target, so it is
/// no edge of this one.
final class DependencyResolver {
  private final DependencyWords words;
  private final Map<String, NavigableSet<String>> sourcesByProvided = new HashMap<>();
  private final Map<String, Set<String>> providedBySource = new HashMap<>();
  private SourceNames names;

  DependencyResolver(DependencyWords words, SourceNames names) {
    this.words = words;
    this.names = names;
  }

  /// Takes over the names of another tree.
  void use(SourceNames other) {
    names = other;
  }

  /// Lets `source` provide what its template says, and nothing else any more. Of several providers,
  /// the first by name counts.
  ///
  /// @return the names that it did not provide before, or no longer does
  Set<String> provide(String source, Template template) {
    Set<String> now = new HashSet<>();
    template.provides().forEach(word -> now.add(DependencyWords.plain(word)));
    Set<String> before = providedBySource.getOrDefault(source, Set.of());
    if (now.equals(before)) {
      return Set.of();
    }
    Set<String> moved = new HashSet<>();
    for (String name : before) {
      if (!now.contains(name)) {
        moved.add(name);
        sourcesByProvided.getOrDefault(name, new TreeSet<>()).remove(source);
      }
    }
    for (String name : now) {
      if (sourcesByProvided.computeIfAbsent(name, _ -> new TreeSet<>()).add(source)) {
        moved.add(name);
      }
    }
    providedBySource.put(source, now);
    return moved;
  }

  /// Resolved and unresolved names of some lists.
  ///
  /// @param sources source packages, sorted
  /// @param unknown words that lead to no package, as written, in order
  record Resolved(List<String> sources, List<String> unknown) {}

  @SafeVarargs
  final Resolved resolve(List<String>... lists) {
    Set<String> sources = new TreeSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (List<String> list : lists) {
      for (String word : list) {
        resolve(word, sources, unknown);
      }
    }
    return new Resolved(List.copyOf(sources), List.copyOf(unknown));
  }

  private void resolve(String word, Set<String> sources, Set<String> unknown) {
    String name = words.nameOf(word);
    var source = names.sourceOf(name);
    if (source.isPresent()) {
      sources.add(source.get());
      return;
    }
    var stem = names.sourceOf(DependencyWords.stem(name));
    if (DependencyWords.isMultilib(name) && stem.isPresent()) {
      return;
    }
    NavigableSet<String> providers = sourcesByProvided.get(name);
    if (DependencyWords.isDebug(name) && stem.isPresent()) {
      sources.add(stem.get());
    } else if (providers != null && !providers.isEmpty()) {
      sources.add(providers.first());
    } else {
      unknown.add(word);
    }
  }
}
