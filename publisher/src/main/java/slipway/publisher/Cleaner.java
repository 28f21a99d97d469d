package slipway.publisher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import slipway.xbps.DurableFile;
import slipway.xbps.RepoEntry;

/// Deletes package files that no index and no stage lists, once that has been so for the grace:
/// mirrors and clients with an older index still want them.
///
/// Since when is kept in a text file, `SECONDS PATH`. Unlike `xbps-rindex -r`, a directory is
/// looked at with the indexes of all its architectures.
final class Cleaner {
  private static final List<String> SIGNATURES = List.of(".sig2", ".sig");

  private final Path root;
  private final Layout layout;
  private final Indexes indexes;
  private final Path memory;
  private final Changes changes;
  private final Duration grace;

  Cleaner(PublisherConfig config, Indexes indexes, Path memory, Changes changes) {
    this.root = config.root();
    this.layout = config.layout();
    this.indexes = indexes;
    this.memory = memory;
    this.changes = changes;
    this.grace = config.grace();
  }

  /// Nothing may be staged meanwhile: a package is in its place before it is listed.
  CleanReport clean(Instant now, KeepRules rules) throws IOException {
    Map<String, Instant> before = remembered();
    SortedMap<String, Instant> waiting = new TreeMap<>();
    var deleted = new ArrayList<String>();
    Set<String> listed = listed();
    List<String> unlisted =
        packageFiles().stream().filter(path -> !listed.contains(packageOf(path))).toList();
    Set<String> kept =
        rules.kept(unlisted.stream().filter(path -> path.equals(packageOf(path))).toList());
    for (String path : unlisted) {
      Instant since = before.getOrDefault(path, now);
      if (since.plus(grace).isAfter(now) || kept.contains(packageOf(path))) {
        waiting.put(path, since);
      } else {
        Files.delete(root.resolve(path));
        changes.note(path);
        deleted.add(path);
      }
    }
    remember(waiting);
    return new CleanReport(deleted, waiting.size());
  }

  private Set<String> listed() throws IOException {
    var listed = new HashSet<String>();
    for (IndexPlace place : Indexes.find(root, layout)) {
      IndexOwner owner = indexes.ownerOf(place);
      for (RepoEntry entry : owner.durable().index().values()) {
        listed.add(place.pathOf(entry.fileName()));
      }
      for (RepoEntry entry : owner.durable().stage().values()) {
        listed.add(place.pathOf(entry.fileName()));
      }
    }
    return listed;
  }

  private List<String> packageFiles() throws IOException {
    var paths = new ArrayList<String>();
    for (String directory : layout.directories()) {
      if (Files.isDirectory(root.resolve(directory))) {
        var place = new IndexPlace(directory, "none");
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith(".") && packageOf(name).endsWith(".xbps"))
              .forEach(name -> paths.add(place.pathOf(name)));
        }
      }
    }
    return paths;
  }

  /// The package to which a signature belongs; a package itself.
  private static String packageOf(String path) {
    for (String suffix : SIGNATURES) {
      if (path.endsWith(suffix)) {
        return path.substring(0, path.length() - suffix.length());
      }
    }
    return path;
  }

  private Map<String, Instant> remembered() throws IOException {
    var since = new TreeMap<String, Instant>();
    if (Files.exists(memory)) {
      for (String line : Files.readAllLines(memory, StandardCharsets.UTF_8)) {
        int blank = line.indexOf(' ');
        since.put(
            line.substring(blank + 1),
            Instant.ofEpochSecond(Long.parseLong(line.substring(0, blank))));
      }
    }
    return since;
  }

  private void remember(SortedMap<String, Instant> waiting) throws IOException {
    var text = new StringBuilder();
    waiting.forEach(
        (path, since) -> text.append(since.getEpochSecond()).append(' ').append(path).append('\n'));
    DurableFile.write(memory, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
