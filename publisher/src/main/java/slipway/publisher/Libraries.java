package slipway.publisher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import slipway.xbps.DependencyPattern;
import slipway.xbps.NameBits;
import slipway.xbps.RepoEntry;

/// Who provides what among a set of packages: sonames, packages by name and version, and things
/// with `provides`.
final class Libraries {
  private final Map<String, RepoEntry> packagesByName;
  private final Map<String, List<RepoEntry>> providersBySoname = new HashMap<>();
  private final Map<String, List<String>> providedPkgversByName = new HashMap<>();

  Libraries(Collection<RepoEntry> packages) {
    this.packagesByName = HashMap.newHashMap(packages.size());
    packages.forEach(this::add);
  }

  /// Only those that provide something with one of these names: enough to answer for needs that
  /// have such a name, and far cheaper to make.
  static Libraries of(Collection<RepoEntry> packages, Set<String> names) {
    long bits = NameBits.of(names);
    var providers = new ArrayList<RepoEntry>();
    for (RepoEntry entry : packages) {
      if ((entry.providedNameBits() & bits) != 0 && provides(entry, names)) {
        providers.add(entry);
      }
    }
    return new Libraries(providers);
  }

  private static boolean provides(RepoEntry entry, Set<String> names) {
    if (names.contains(entry.name())) {
      return true;
    }
    for (String soname : entry.shlibProvides()) {
      if (names.contains(soname)) {
        return true;
      }
    }
    for (String provided : entry.provides()) {
      if (names.contains(nameOf(provided))) {
        return true;
      }
    }
    return false;
  }

  private void add(RepoEntry entry) {
    packagesByName.put(entry.name(), entry);
    for (String soname : entry.shlibProvides()) {
      providersBySoname.merge(soname, List.of(entry), Libraries::both);
    }
    for (String provided : entry.provides()) {
      providedPkgversByName.merge(nameOf(provided), List.of(provided), Libraries::both);
    }
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    var both = new ArrayList<>(some);
    both.addAll(others);
    return both;
  }

  /// Of a pattern, or of a pkgver. The real tools let `provides` without a version into an index;
  /// those match nothing.
  private static String nameOf(String provided) {
    return DependencyPattern.nameOf(provided).orElse(provided);
  }

  /// What a package needs to be usable: a soname, or a pattern.
  sealed interface Need {
    /// As people write it.
    String text();

    /// The soname, or the name that the pattern speaks of.
    default String name() {
      return switch (this) {
        case Library(var soname) -> soname;
        case Dependency(var pattern) -> nameOf(pattern);
      };
    }

    record Library(String text) implements Need {}

    record Dependency(String text) implements Need {}

    /// Whether one of a package's needs has one of these names. Cheap: it is asked of every package
    /// of an index.
    ///
    /// @param bits of the names
    static boolean touches(RepoEntry entry, Set<String> names, long bits) {
      if ((entry.neededNameBits() & bits) == 0) {
        return false;
      }
      for (String soname : entry.shlibRequires()) {
        if (names.contains(soname)) {
          return true;
        }
      }
      for (String pattern : entry.runDepends()) {
        if (names.contains(nameOf(pattern))) {
          return true;
        }
      }
      return false;
    }

    static List<Need> of(RepoEntry entry) {
      var needs = new ArrayList<Need>();
      entry.shlibRequires().forEach(soname -> needs.add(new Library(soname)));
      entry.runDepends().forEach(pattern -> needs.add(new Dependency(pattern)));
      return needs;
    }
  }

  /// Everything under which a package may be needed.
  static Set<String> namesProvidedBy(RepoEntry entry) {
    var names = new HashSet<>(entry.shlibProvides());
    names.add(entry.name());
    entry.provides().forEach(provided -> names.add(nameOf(provided)));
    return names;
  }

  boolean provides(Need need) {
    return switch (need) {
      case Need.Library(var soname) -> providersBySoname.containsKey(soname);
      case Need.Dependency(var pattern) -> satisfies(pattern);
    };
  }

  /// Names of the packages that provide it.
  List<String> providersOf(Need need) {
    return switch (need) {
      case Need.Library(var soname) ->
          providersBySoname.getOrDefault(soname, List.of()).stream().map(RepoEntry::name).toList();
      case Need.Dependency(var pattern) ->
          packagesByName.values().stream()
              .filter(entry -> matches(entry, pattern))
              .map(RepoEntry::name)
              .sorted()
              .toList();
    };
  }

  private boolean satisfies(String pattern) {
    Optional<String> name = DependencyPattern.nameOf(pattern);
    if (name.isEmpty()) {
      return false;
    }
    RepoEntry named = packagesByName.get(name.get());
    if (named != null && DependencyPattern.matches(named.pkgver().toString(), pattern)) {
      return true;
    }
    return providedPkgversByName.getOrDefault(name.get(), List.of()).stream()
        .anyMatch(provided -> DependencyPattern.matches(provided, pattern));
  }

  private static boolean matches(RepoEntry entry, String pattern) {
    return DependencyPattern.matches(entry.pkgver().toString(), pattern)
        || entry.provides().stream()
            .anyMatch(provided -> DependencyPattern.matches(provided, pattern));
  }
}
