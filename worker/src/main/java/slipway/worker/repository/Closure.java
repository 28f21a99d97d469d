package slipway.worker.repository;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import slipway.worker.attempt.AttemptOrder.Repository;
import slipway.xbps.DependencyPattern;
import slipway.xbps.RepoEntry;

/// All packages that some names and patterns lead to, by `run_depends` and by the shared libraries
/// that they need.
public final class Closure {
  private final List<Source> sources;
  private final Map<String, Found> foundByName = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  /// One repository, and what it has.
  public record Source(Repository repository, SortedMap<String, RepoEntry> entries) {}

  /// A package, and where to get it.
  public record Found(RepoEntry entry, Repository repository) {}

  private record Wanted(String pattern, String by) {}

  private Closure(List<Source> sources) {
    this.sources = sources;
  }

  /// Resolves as the client does: the first source that has the name wins, then `provides`.
  ///
  /// @param wanted names or patterns
  /// @param by who wants them, for messages
  public static Closure of(Collection<String> wanted, String by, List<Source> sources) {
    var closure = new Closure(sources);
    var queue = new ArrayDeque<Wanted>();
    wanted.forEach(pattern -> queue.add(new Wanted(pattern, by)));
    do {
      while (!queue.isEmpty()) {
        closure.take(queue.remove(), queue);
      }
      closure.wantLibraries(queue);
    } while (!queue.isEmpty());
    return closure;
  }

  /// In the order in which they were found.
  public List<Found> packages() {
    return List.copyOf(foundByName.values());
  }

  /// One sentence for each dependency that no repository has.
  public List<String> missing() {
    return List.copyOf(missing);
  }

  /// One sentence for each library that a package needs and no repository provides. That is so for
  /// a while when a library changes its soname and its users are not rebuilt yet.
  public List<String> unprovided() {
    var sentences = new ArrayList<String>();
    for (Found user : packages()) {
      for (String soname : user.entry().shlibRequires()) {
        if (foundByName.values().stream().noneMatch(f -> provides(f.entry(), soname))) {
          sentences.add(
              "%s needs %s, which no repository provides".formatted(user.entry().pkgver(), soname));
        }
      }
    }
    return sentences;
  }

  private void take(Wanted wanted, ArrayDeque<Wanted> queue) {
    Optional<Found> found = find(wanted.pattern());
    if (found.isEmpty()) {
      missing.add(
          "'%s', which %s needs, is in no repository".formatted(wanted.pattern(), wanted.by()));
      return;
    }
    RepoEntry entry = found.get().entry();
    if (foundByName.putIfAbsent(entry.name(), found.get()) == null) {
      entry.runDepends().forEach(d -> queue.add(new Wanted(d, entry.pkgver().toString())));
    }
  }

  private Optional<Found> find(String pattern) {
    Optional<String> name = DependencyPattern.nameOf(pattern);
    for (Source source : sources) {
      RepoEntry entry = source.entries().get(name.orElse(pattern));
      if (entry != null && satisfies(entry.pkgver().toString(), pattern, name.isEmpty())) {
        return Optional.of(new Found(entry, source.repository()));
      }
    }
    return findProvider(pattern, name.isEmpty());
  }

  private Optional<Found> findProvider(String pattern, boolean bareName) {
    for (Source source : sources) {
      for (RepoEntry entry : source.entries().values()) {
        for (String provided : entry.provides()) {
          boolean same = bareName && provided.startsWith(pattern + "-");
          if (same || satisfies(provided, pattern, false)) {
            return Optional.of(new Found(entry, source.repository()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean satisfies(String pkgver, String pattern, boolean bareName) {
    return bareName || DependencyPattern.matches(pkgver, pattern);
  }

  /// A library that nobody found so far provides is looked for among all packages. None: whoever
  /// links will say so.
  private void wantLibraries(ArrayDeque<Wanted> queue) {
    for (Found user : packages()) {
      for (String soname : user.entry().shlibRequires()) {
        if (foundByName.values().stream().noneMatch(f -> provides(f.entry(), soname))) {
          providerOf(soname)
              .map(entry -> new Wanted(entry.name(), user.entry().pkgver().toString()))
              .ifPresent(queue::add);
        }
      }
    }
  }

  private Optional<RepoEntry> providerOf(String soname) {
    return sources.stream()
        .flatMap(source -> source.entries().values().stream())
        .filter(entry -> provides(entry, soname) && !foundByName.containsKey(entry.name()))
        .findFirst();
  }

  private static boolean provides(RepoEntry entry, String soname) {
    return entry.shlibProvides().contains(soname);
  }
}
