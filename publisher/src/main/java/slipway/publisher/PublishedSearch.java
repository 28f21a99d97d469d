package slipway.publisher;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import slipway.publisher.PackageSearch.Found;
import slipway.publisher.PackageSearch.OwnedFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;

/// Finds packages and files in an open publisher's repository: in the indexes that it has in
/// memory, and in [FileLists].
final class PublishedSearch {
  private final Path root;
  private final Indexes indexes;
  private final FileLists lists;

  PublishedSearch(Path root, Indexes indexes, FileLists lists) {
    this.root = root;
    this.indexes = indexes;
    this.lists = lists;
  }

  /// An entry of an index, or of its stage.
  private record Listed(IndexPlace place, RepoEntry entry, boolean staged) {}

  /// Whatever there is for clients of an architecture, stages laid over the indexes.
  private Stream<Listed> listed(String architecture) {
    return indexes.all().values().stream()
        .filter(
            owner -> architecture.isEmpty() || owner.place().architecture().equals(architecture))
        .flatMap(owner -> {
          Repodata repodata = owner.durable();
          return repodata.merged().values().stream()
              .map(entry ->
                  new Listed(owner.place(), entry, repodata.stage().containsKey(entry.name())));
        });
  }

  /// O(packages of the architecture).
  List<Found> packages(String architecture, String text, int limit) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return listed(architecture)
        .filter(one -> matches(one.entry(), wanted))
        .sorted((a, b) -> order(a, b, wanted))
        .limit(limit)
        .map(one -> PackageSearch.found(one.place(), one.entry(), one.staged()))
        .toList();
  }

  private static boolean matches(RepoEntry entry, String wanted) {
    return entry.pkgver().toString().toLowerCase(Locale.ROOT).contains(wanted)
        || entry.shortDescription().toLowerCase(Locale.ROOT).contains(wanted);
  }

  /// The name itself first, then names that begin so, names that hold it, descriptions.
  private static int order(Listed a, Listed b, String wanted) {
    int rank = Integer.compare(rank(a, wanted), rank(b, wanted));
    int name = rank != 0 ? rank : a.entry().name().compareTo(b.entry().name());
    return name != 0 ? name : a.place().compareTo(b.place());
  }

  private static int rank(Listed one, String wanted) {
    String name = one.entry().name().toLowerCase(Locale.ROOT);
    if (name.equals(wanted)) {
      return 0;
    }
    return name.startsWith(wanted) ? 1 : name.contains(wanted) ? 2 : 3;
  }

  Optional<PublishedDetails> details(String architecture, String pkgname) throws IOException {
    Optional<Listed> found =
        listed(architecture).filter(one -> one.entry().name().equals(pkgname)).findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Listed one = found.get();
    return Optional.of(
        new PublishedDetails(
            PackageSearch.found(one.place(), one.entry(), one.staged()),
            one.entry(),
            filesOf(one, "")));
  }

  /// Who owns a file. The first time that a package is asked, it is opened; later its list is
  /// known.
  ///
  /// @param pattern an absolute path, perhaps with `*` and `?`; one without `/` means the last part
  ///   of the path
  /// @throws IOException if the pattern is none
  List<OwnedFile> owners(String architecture, String pattern, int limit)
      throws IOException, InterruptedException {
    PathMatcher matcher = matcher(pattern);
    String part = literalPart(pattern);
    var owned = new ArrayList<OwnedFile>();
    List<Listed> all = listed(architecture).toList();
    for (List<OwnedFile> files : Parallel.judgedMap(all, one -> matching(one, matcher, part))) {
      owned.addAll(files);
    }
    return owned.stream().distinct().limit(limit).toList();
  }

  private static PathMatcher matcher(String pattern) throws IOException {
    String glob = pattern.startsWith("/") ? pattern : "/**/" + pattern;
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException wrong) {
      throw new IOException(
          "\"%s\" is no pattern of a path: %s".formatted(pattern, wrong.getDescription()), wrong);
    }
  }

  /// The longest part of a pattern that a path must hold as it stands.
  static String literalPart(String pattern) {
    return Stream.of(pattern.split("[*?\\[\\]{},\\\\!]+"))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private List<OwnedFile> matching(Listed one, PathMatcher matcher, String part)
      throws IOException {
    return filesOf(one, part).stream()
        .filter(file -> matcher.matches(Path.of(file.path())))
        .toList();
  }

  private List<OwnedFile> filesOf(Listed one, String part) throws IOException {
    String path = one.place().pathOf(one.entry().fileName());
    String pkgver = one.entry().pkgver().toString();
    Optional<List<OwnedFile>> known = lists.of(path, pkgver, part);
    if (known.isEmpty() && lists.learn(root, path)) {
      known = lists.of(path, pkgver, part);
    }
    return known.orElse(List.of());
  }
}
