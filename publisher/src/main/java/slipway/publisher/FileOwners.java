package slipway.publisher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.xbps.DependencyPattern;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;

/// Looks which packages own the same files, among those that may be installed together.
///
/// Not told of: packages of one source package, and those of which one replaces the other or says
/// that it conflicts with it, and names that either offers as alternatives.
final class FileOwners {
  /// Packages whose files are not known yet are opened, so many at most in one look; the next look
  /// goes on.
  private static final int LEARNED_MAX = 200;

  private final Path root;
  private final Layout layout;
  private final Indexes indexes;
  private final FileLists lists;

  FileOwners(PublisherConfig config, Indexes indexes, FileLists lists) {
    this.root = config.root();
    this.layout = config.layout();
    this.indexes = indexes;
    this.lists = lists;
  }

  private record Listed(IndexPlace place, RepoEntry entry) {
    String path() {
      return place.pathOf(entry.fileName());
    }
  }

  /// A conflict, with the package that came.
  record Found(IndexPlace place, RepoEntry entry, FileConflict conflict) {}

  private record Pair(Listed one, Listed other) {}

  /// O(files of all packages of the architecture).
  ///
  /// @param pkgnames of the packages that are looked at; others are not compared with each other
  List<Found> find(String architecture, Set<String> pkgnames) throws IOException {
    var found = new ArrayList<Found>();
    for (List<IndexPlace> family : layout.familiesOf(architecture)) {
      found.addAll(find(family, pkgnames));
    }
    return found;
  }

  private List<Found> find(List<IndexPlace> family, Set<String> pkgnames) throws IOException {
    Collection<Listed> all = listed(family);
    Map<String, List<Listed>> ownersByPath = new HashMap<>();
    for (Listed one : all) {
      if (pkgnames.contains(one.entry().name())) {
        lists.learn(root, one.path());
        for (String path : lists.textOf(one.path()).orElse("").split("\n", -1)) {
          if (!path.isEmpty()) {
            ownersByPath.computeIfAbsent(pathOf(path), _ -> new ArrayList<>()).add(one);
          }
        }
      }
    }
    var hashes = new HashSet<Integer>();
    ownersByPath.keySet().forEach(path -> hashes.add(path.hashCode()));
    Map<Pair, List<String>> pathsByPair = new HashMap<>();
    int learned = 0;
    for (Listed other : all) {
      if (!lists.has(other.path()) && learned < LEARNED_MAX) {
        lists.learn(root, other.path());
        learned++;
      }
      for (String path : among(lists.textOf(other.path()).orElse(""), hashes)) {
        for (Listed one : ownersByPath.getOrDefault(path, List.of())) {
          if (isNews(one, other, pkgnames) && !agree(one.entry(), other.entry(), path)) {
            pathsByPair.computeIfAbsent(new Pair(one, other), _ -> new ArrayList<>()).add(path);
          }
        }
      }
    }
    return pathsByPair.entrySet().stream()
        .map(pair -> found(pair.getKey(), pair.getValue()))
        .sorted(Comparator.comparing(one -> one.conflict().sentence()))
        .toList();
  }

  private Collection<Listed> listed(List<IndexPlace> family) {
    SortedMap<String, Listed> byName = new TreeMap<>();
    for (IndexPlace place : family) {
      for (RepoEntry entry : indexes.collect(List.of(place), Repodata::merged).values()) {
        byName.put(entry.name(), new Listed(place, entry));
      }
    }
    return byName.values();
  }

  private static String pathOf(String line) {
    int tab = line.indexOf('\t');
    return tab < 0 ? line : line.substring(0, tab);
  }

  /// Those paths of a list whose hash is one of these; only they are cut out of it.
  private static List<String> among(String lines, Set<Integer> hashes) {
    var paths = new ArrayList<String>();
    int begin = 0;
    int hash = 0;
    int end = -1;
    for (int at = 0; at < lines.length(); at++) {
      char c = lines.charAt(at);
      if (c == '\n') {
        if (hashes.contains(hash)) {
          paths.add(lines.substring(begin, end < 0 ? at : end));
        }
        begin = at + 1;
        hash = 0;
        end = -1;
      } else if (c == '\t') {
        end = at;
      } else if (end < 0) {
        hash = 31 * hash + c; // as String.hashCode
      }
    }
    return paths;
  }

  /// Of two that are both looked at, one order is enough.
  private static boolean isNews(Listed one, Listed other, Set<String> pkgnames) {
    int order = one.entry().name().compareTo(other.entry().name());
    return order != 0 && (order < 0 || !pkgnames.contains(other.entry().name()));
  }

  private static boolean agree(RepoEntry one, RepoEntry other, String path) {
    return one.sourcePackage().equals(other.sourcePackage())
        || names(one, other)
        || names(other, one)
        || alternatives(one).contains(path)
        || alternatives(other).contains(path);
  }

  /// Whether one says that it replaces the other, or conflicts with it.
  private static boolean names(RepoEntry one, RepoEntry other) {
    var patterns = new ArrayList<>(one.replaces());
    patterns.addAll(one.conflicts());
    var pkgvers = new ArrayList<>(other.provides());
    pkgvers.add(other.pkgver().toString());
    return patterns.stream()
        .anyMatch(pattern ->
            pkgvers.stream().anyMatch(pkgver -> DependencyPattern.matches(pkgver, pattern)));
  }

  /// The links that a client makes of `alternatives`: `LINK:TARGET`, where a link without a
  /// directory lies beside its target.
  private static Set<String> alternatives(RepoEntry entry) {
    var links = new HashSet<String>();
    if (entry.dictionary().get("alternatives") instanceof Map<?, ?> groups) {
      for (Object group : groups.values()) {
        if (group instanceof List<?> pairs) {
          for (Object pair : pairs) {
            String[] parts = String.valueOf(pair).split(":", 2);
            if (parts.length == 2) {
              String directory = parts[1].substring(0, parts[1].lastIndexOf('/') + 1);
              links.add(parts[0].contains("/") ? parts[0] : directory + parts[0]);
            }
          }
        }
      }
    }
    return links;
  }

  private static Found found(Pair pair, List<String> paths) {
    Listed one = pair.one();
    var conflict =
        new FileConflict(
            one.entry().pkgver().toString(),
            pair.other().entry().pkgver().toString(),
            paths.size(),
            paths.stream().sorted().limit(FileConflict.PATHS_MAX).toList());
    return new Found(one.place(), one.entry(), conflict);
  }
}
