package slipway.worker.space;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import slipway.worker.space.Reclaimable.Kind;

/// Finds what could go, in the directories of a worker:
///
///     BUILD/attempts/ID         leftovers, unless the attempt lives
///     BUILD/masterdirs/NAME     build roots, unless in use
///     CACHE/packages/FILE       downloaded packages
///     CACHE/binpkgs/NAME        xbps-src's results, unless of a living attempt
///     CACHE/ccache/…            the compiler cache, above its floor
///     CACHE/sources/NAME-VERSION   distfiles, unless a queued build needs them
///
/// @param inUse names of attempts and build roots that live, and of results that an attempt still delivers
/// @param neededDistfiles source packages whose distfiles queued builds will need
record ReclaimableFinder(
    Path build,
    Path cache,
    long compilerCacheFloorBytes,
    Set<String> inUse,
    Set<String> neededDistfiles) {

  /// All of it, what goes first first. Only what lies on the file system of the build area: to
  /// remove something else would not help.
  List<Reclaimable> find() throws IOException {
    var found = new ArrayList<Reclaimable>();
    add(found, Kind.LEFTOVER, build.resolve("attempts"), "build tree of attempt ");
    add(found, Kind.PACKAGE, cache.resolve("packages"), "downloaded package ");
    add(found, Kind.PACKAGE, cache.resolve("binpkgs"), "delivered packages of ");
    add(found, Kind.MASTERDIR, build.resolve("masterdirs"), "build root ");
    addCompilerCache(found);
    addDistfiles(found);
    var store = Files.getFileStore(build);
    for (var each = found.iterator(); each.hasNext(); ) {
      try {
        if (!Files.getFileStore(each.next().path()).equals(store)) {
          each.remove();
        }
      } catch (NoSuchFileException vanished) {
        each.remove();
      }
    }
    found.sort(Reclaimable.ORDER);
    return found;
  }

  private void add(List<Reclaimable> found, Kind kind, Path directory, String what)
      throws IOException {
    for (Path path : list(directory)) {
      String name = path.getFileName().toString();
      if (!inUse.contains(name)) {
        found.add(new Reclaimable(kind, path, lastUsed(path), what + name));
      }
    }
  }

  private void addDistfiles(List<Reclaimable> found) throws IOException {
    Path sources = cache.resolve("sources");
    for (Path path : list(sources)) {
      String name = path.getFileName().toString();
      int dash = name.lastIndexOf('-');
      boolean needed = dash > 0 && neededDistfiles.contains(name.substring(0, dash));
      if (!needed && !name.equals("by_sha256")) {
        found.add(new Reclaimable(Kind.DISTFILE, path, lastUsed(path), "distfiles of " + name));
      }
    }
    // The same files by another name; a file is gone when both names are.
    for (Path path : list(sources.resolve("by_sha256"))) {
      if ((int) Files.getAttribute(path, "unix:nlink") == 1) {
        found.add(
            new Reclaimable(Kind.DISTFILE, path, lastUsed(path), "distfile " + path.getFileName()));
      }
    }
  }

  /// The longest unused files of the compiler cache, so many that the floor is left.
  private void addCompilerCache(List<Reclaimable> found) throws IOException {
    Path directory = cache.resolve("ccache");
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).collect(Collectors.toCollection(ArrayList::new));
    }
    var cached = new ArrayList<Reclaimable>();
    long bytes = 0;
    for (Path file : files) {
      cached.add(new Reclaimable(Kind.COMPILER_CACHE, file, lastUsed(file), "compiler cache"));
      bytes += Files.size(file);
    }
    cached.sort(Reclaimable.ORDER);
    for (Reclaimable each : cached) {
      bytes -= Files.size(each.path());
      if (bytes < compilerCacheFloorBytes) {
        break;
      }
      found.add(each);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var paths = new ArrayList<Path>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(paths::add);
    }
    return paths;
  }

  private static Instant lastUsed(Path path) {
    try {
      FileTime time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
      return time.toInstant();
    } catch (IOException vanished) {
      return Instant.EPOCH;
    }
  }
}
