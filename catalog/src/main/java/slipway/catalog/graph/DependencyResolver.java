package slipway.catalog.graph;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private final Map<String, String> nameByWord = new HashMap<>();

  /// @param realByVirtual the tree's `etc/defaults.virtual`
  DependencyResolver(SourceNames names, Map<String, String> realByVirtual) {
    this.names = names;
    this.realByVirtual = realByVirtual;
  }

  /// Lets `source` provide what its template says. Of several providers, the first by name counts.
  void addProvided(String source, Template template) {
    for (String provided : template.provides()) {
      sourceByProvided.merge(
          DependencyPattern.nameOf(provided).orElse(provided),
          source,
          (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
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
    String name = nameOf(word);
    var source = names.sourceOf(name);
    if (source.isPresent()) {
      sources.add(source.get());
    } else if (name.endsWith(MULTILIB) && names.sourceOf(stem(name)).isPresent()) {
      return;
    } else if (name.endsWith(DEBUG) && names.sourceOf(stem(name)).isPresent()) {
      sources.add(names.sourceOf(stem(name)).get());
    } else if (sourceByProvided.containsKey(name)) {
      sources.add(sourceByProvided.get(name));
    } else {
      unknown.add(word);
    }
  }

  /// Whether any dependency or subpackage of a template has one of these names.
  boolean mentions(Template template, Set<String> any) {
    return mentions(template.hostmakedepends(), any)
        || mentions(template.makedepends(), any)
        || mentions(template.depends(), any)
        || mentions(template.checkdepends(), any)
        || mentions(template.subpackages(), any);
  }

  private boolean mentions(List<String> words, Set<String> any) {
    for (String word : words) {
      String name = nameOf(word);
      if (any.contains(name) || any.contains(stem(name))) {
        return true;
      }
    }
    return false;
  }

  /// Without the suffix that makes it another package's.
  private static String stem(String name) {
    String suffix = name.endsWith(MULTILIB) ? MULTILIB : name.endsWith(DEBUG) ? DEBUG : "";
    return name.substring(0, name.length() - suffix.length());
  }

  /// The package that a word speaks of.
  private String nameOf(String word) {
    String known = nameByWord.get(word);
    if (known == null) {
      if (word.startsWith(VIRTUAL)) {
        String wanted = word.substring(VIRTUAL.length());
        known = realByVirtual.getOrDefault(DependencyPattern.nameOf(wanted).orElse(wanted), word);
      } else {
        known = DependencyPattern.nameOf(word).orElse(word);
      }
      nameByWord.put(word, known);
    }
    return known;
  }
}
