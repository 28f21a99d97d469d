package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepositoryKey;
import slipway.xbps.plist.FrozenMap;

/// All indexes of a tree, each with its owner.
final class Indexes implements AutoCloseable {
  private static final String SUFFIX = "-repodata";

  private final Path root;
  private final RepositoryKey key;
  private final InstantSource time;
  private final ConcurrentSkipListMap<IndexPlace, IndexOwner> owners =
      new ConcurrentSkipListMap<>();

  private Indexes(Path root, RepositoryKey key, InstantSource time) {
    this.root = root;
    this.key = key;
    this.time = time;
  }

  /// Opens every index that is there; others begin with their first package.
  static Indexes open(Path root, Layout layout, RepositoryKey key, InstantSource time)
      throws IOException {
    var indexes = new Indexes(root, key, time);
    for (IndexPlace place : find(root, layout)) {
      indexes.ownerOf(place);
    }
    return indexes;
  }

  /// Where there are indexes below a root, in whatever layout.
  static List<IndexPlace> find(Path root) throws IOException {
    return find(root, Layout.VOID);
  }

  /// Where there are indexes below a root.
  static List<IndexPlace> find(Path root, Layout layout) throws IOException {
    var places = Stream.<IndexPlace>builder();
    for (String directory : layout.directories()) {
      Path path = root.resolve(directory);
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("."))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()))
              .forEach(architecture -> places.add(new IndexPlace(directory, architecture)));
        }
      }
    }
    return places.build().sorted().toList();
  }

  Map<IndexPlace, IndexOwner> all() {
    return owners;
  }

  Optional<IndexOwner> find(IndexPlace place) {
    return Optional.ofNullable(owners.get(place));
  }

  synchronized IndexOwner ownerOf(IndexPlace place) throws IOException {
    IndexOwner owner = owners.get(place);
    if (owner == null) {
      owner = IndexOwner.open(place, root, key, time);
      owners.put(place, owner);
    }
    return owner;
  }

  /// The package files that indexes and stages list, relative to the root.
  Set<String> listedPaths() {
    var paths = new HashSet<String>();
    for (IndexOwner owner : owners.values()) {
      owner.listed().forEach(entry -> paths.add(owner.place().pathOf(entry.fileName())));
    }
    return paths;
  }

  /// One part of several indexes, as if they were one.
  SortedMap<String, RepoEntry> collect(
      List<IndexPlace> places, Function<Repodata, SortedMap<String, RepoEntry>> part) {
    FrozenMap<RepoEntry> all = FrozenMap.copyOf(Map.of());
    for (IndexPlace place : places) {
      Optional<IndexOwner> owner = find(place);
      if (owner.isPresent()) {
        all = all.with(part.apply(owner.get().durable()));
      }
    }
    return all;
  }

  @Override
  public void close() {
    owners.values().forEach(IndexOwner::close);
  }
}
