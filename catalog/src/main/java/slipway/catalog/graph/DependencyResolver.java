package slipway.catalog.graph;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import slipway.catalog.Template;
import slipway.xbps.DependencyPattern;

/// Turns the words of dependency lists into source packages, for one target.
///
/// A word may be a package or subpackage, with a version pattern (`foo>=1.2`), a virtual package
/// that the tree maps to a real one (`virtual?foo`), or a name that a package of the tree provides
/// without a link. `foo-dbg` belongs to foo, and `foo-32bit` is made by the i686 target, so it is
/// no edge of this one.
final class DependencyResolver {
  private static final String MULTILIB = "-32bit";
  private static final String DEBUG = "-dbg";
  private static final String VIRTUAL = "virtual?";

  private final SourceNames names;
  private final Map<String, String> realByVirtual;
  private final Map<String, String> sourceByProvided = new HashMap<>();

  /// @param realByVirtual the tree's `etc/defaults.virtual`
  /// @param templates by source package, for what they provide
  DependencyResolver(
      SourceNames names, Map<String, String> realByVirtual, Map<String, Template> templates) {
    this.names = names;
    this.realByVirtual = realByVirtual;
    templates.forEach((source, template) -> {
      for (String provided : template.provides()) {
        sourceByProvided.putIfAbsent(nameOf(provided), source);
      }
    });
  }

  /// Resolved and unresolved names of some lists.
  ///
  /// @param sources source packages, sorted
  /// @param unknown words that lead to no package, as written, in order
  record Resolved(List<String> sources, List<String> unknown) {}

  @SafeVarargs
  final Resolved resolve(List<String>... lists) {
    NavigableSet<String> sources = new TreeSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (List<String> list : lists) {
      for (String word : list) {
        resolve(word, sources, unknown);
      }
    }
    return new Resolved(List.copyOf(sources), List.copyOf(unknown));
  }

  private void resolve(String word, Set<String> sources, Set<String> unknown) {
    String name;
    if (word.startsWith(VIRTUAL)) {
      name = realByVirtual.getOrDefault(nameOf(word.substring(VIRTUAL.length())), "");
    } else {
      name = nameOf(word);
    }
    var source = names.sourceOf(name);
    if (source.isPresent()) {
      sources.add(source.get());
    } else if (name.endsWith(MULTILIB) && names.sourceOf(stem(name, MULTILIB)).isPresent()) {
      return;
    } else if (name.endsWith(DEBUG) && names.sourceOf(stem(name, DEBUG)).isPresent()) {
      sources.add(names.sourceOf(stem(name, DEBUG)).get());
    } else if (sourceByProvided.containsKey(name)) {
      sources.add(sourceByProvided.get(name));
    } else {
      unknown.add(word);
    }
  }

  private static String stem(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }

  /// The package that a word of a dependency list speaks of.
  private static String nameOf(String word) {
    return DependencyPattern.nameOf(word).orElse(word);
  }
}
