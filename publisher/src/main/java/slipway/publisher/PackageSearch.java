package slipway.publisher;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import slipway.xbps.PackageContents;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;

/// Finds packages, and who owns which file, in any repository or tree of them. Changes nothing, and
/// needs no publisher.
public final class PackageSearch {
  private PackageSearch() {}

  /// A package that was found.
  ///
  /// @param directory relative to the top that was searched
  /// @param indexArchitecture of the index that lists it
  public record Found(
      String directory,
      String indexArchitecture,
      String pkgname,
      String pkgver,
      String architecture,
      String shortDescription,
      long fileBytes,
      boolean staged) {}

  /// One file of a package.
  ///
  /// @param target where a link points to; nothing for a file
  public record OwnedFile(String pkgver, String path, Optional<String> target) {}

  /// Packages whose name, pkgver or short description holds a text, whatever its case.
  public static List<Found> packages(Path top, String text) throws IOException {
    String wanted = text.toLowerCase(Locale.ROOT);
    var found = new ArrayList<Found>();
    for (IndexPlace place : Repositories.places(top)) {
      Repodata repodata = Repodata.read(place.file(top));
      for (RepoEntry entry : repodata.merged().values()) {
        if (entry.pkgver().toString().toLowerCase(Locale.ROOT).contains(wanted)
            || entry.shortDescription().toLowerCase(Locale.ROOT).contains(wanted)) {
          found.add(found(place, entry, repodata.stage().containsKey(entry.name())));
        }
      }
    }
    return found;
  }

  static Found found(IndexPlace place, RepoEntry entry, boolean staged) {
    return new Found(
        place.directory(),
        place.architecture(),
        entry.name(),
        entry.pkgver().toString(),
        entry.architecture(),
        entry.shortDescription(),
        entry.filenameSize(),
        staged);
  }

  /// The files of one package.
  ///
  /// @throws IOException if there is no such package
  public static List<OwnedFile> filesOf(Path top, String pkgname)
      throws IOException, InterruptedException {
    List<OwnedFile> files = owned(top, pkgname, _ -> true);
    if (files.isEmpty()
        && packages(top, pkgname).stream().noneMatch(one -> one.pkgname().equals(pkgname))) {
      throw new IOException("There is no package %s in %s.".formatted(pkgname, top));
    }
    return files;
  }

  /// Who owns a file.
  ///
  /// @param pattern an absolute path, perhaps with `*` and `?`; one without `/` means the last part
  ///   of the path
  public static List<OwnedFile> owners(Path top, String pattern)
      throws IOException, InterruptedException {
    String glob = pattern.contains("/") ? pattern : "/**/" + pattern;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return owned(top, "", path -> matcher.matches(Path.of(path)));
  }

  /// Which of a package's files are meant.
  @FunctionalInterface
  private interface Wanted {
    boolean test(String path);
  }

  private static List<OwnedFile> owned(Path top, String pkgname, Wanted wanted)
      throws IOException, InterruptedException {
    var files = new ArrayList<OwnedFile>();
    for (IndexPlace place : Repositories.places(top)) {
      List<RepoEntry> entries =
          Repodata.read(place.file(top)).merged().values().stream()
              .filter(entry -> pkgname.isEmpty() || entry.name().equals(pkgname))
              .toList();
      Parallel.judgedMap(entries, entry -> owned(top, place, entry, wanted)).forEach(files::addAll);
    }
    return files;
  }

  private static List<OwnedFile> owned(Path top, IndexPlace place, RepoEntry entry, Wanted wanted)
      throws IOException {
    Path file = top.resolve(place.pathOf(entry.fileName()));
    if (Files.notExists(file)) {
      return List.of();
    }
    PackageContents contents = PackageFile.readContents(file);
    String pkgver = entry.pkgver().toString();
    return Stream.concat(
            contents.files().stream()
                .map(one -> new OwnedFile(pkgver, one.path(), Optional.empty())),
            contents.links().stream()
                .map(one -> new OwnedFile(pkgver, one.path(), Optional.of(one.target()))))
        .filter(one -> wanted.test(one.path()))
        .toList();
  }
}
