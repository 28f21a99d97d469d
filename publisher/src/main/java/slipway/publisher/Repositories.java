package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import slipway.publisher.VerifyReport.Fault;
import slipway.publisher.VerifyReport.Severity;
import slipway.xbps.DurableFile;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepodataEncoder;
import slipway.xbps.RepositoryKey;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.Version;
import slipway.xbps.XbpsFormatException;
import slipway.xbps.plist.PropertyList;

/// Looks at any XBPS repository or tree of them, whoever made it. Changes nothing, and needs no
/// publisher.
public final class Repositories {
  private Repositories() {}

  /// Everything that a repository's indexes list, stages laid over them.
  ///
  /// @param top a repository's directory, or the root of a tree in Void's layout
  /// @throws XbpsFormatException if an index cannot be read
  public static List<PublishedPackage> list(Path top) throws IOException {
    var packages = new ArrayList<PublishedPackage>();
    for (IndexPlace place : places(top)) {
      packages.addAll(PublishedPackage.of(place, Repodata.read(place.file(top))));
    }
    return packages;
  }

  /// Makes a repository in a directory, empty and signed; or signs the index that is there.
  ///
  /// @param architecture of its clients
  public static void init(Path directory, String architecture, RepositoryKey key)
      throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(Repodata.fileName(architecture));
    Repodata before = Files.exists(file) ? Repodata.read(file) : Repodata.empty();
    before.withKey(key).write(file);
  }

  /// The key that a repository names, of whichever of its indexes.
  public static Optional<RepositoryKey> key(Path top) throws IOException {
    for (IndexPlace place : Indexes.find(top)) {
      Optional<RepositoryKey> key = Repodata.read(place.file(top)).key();
      if (key.isPresent()) {
        return key;
      }
    }
    return Optional.empty();
  }

  /// Makes an index anew from the packages that lie in a directory: of each the highest version.
  /// The key that the index names stays; its stage goes.
  ///
  /// @return how many packages are listed now
  /// @throws XbpsFormatException if a package cannot be read
  public static int index(Path directory, String architecture)
      throws IOException, InterruptedException {
    Path file = directory.resolve(Repodata.fileName(architecture));
    SortedMap<String, RepoEntry> index = new TreeMap<>(PropertyList.BYTE_ORDER);
    List<String> files = packageFiles(directory, architecture);
    for (RepoEntry entry :
        Parallel.judgedMap(files, name -> PackageFile.readEntry(directory.resolve(name)))) {
      index.merge(entry.name(), entry, Repositories::higher);
    }
    Optional<RepositoryKey> key = Files.exists(file) ? Repodata.read(file).key() : Optional.empty();
    var made = new Repodata(index, key, new TreeMap<>());
    new RepodataEncoder().write(made, file, FileTime.from(Instant.now()));
    return index.size();
  }

  /// Names, sorted. Not by `Files.list`: that takes a microsecond for each name, and there are as
  /// many signatures as packages.
  private static List<String> packageFiles(Path directory, String architecture) throws IOException {
    String[] names = directory.toFile().list();
    if (names == null) {
      throw new IOException("Cannot read the directory " + directory);
    }
    String itsOwn = "." + architecture + ".xbps";
    return Arrays.stream(names)
        .filter(name -> name.endsWith(itsOwn) || name.endsWith(".noarch.xbps"))
        .filter(name -> !name.startsWith("."))
        .sorted()
        .toList();
  }

  private static RepoEntry higher(RepoEntry a, RepoEntry b) {
    return Version.compare(a.pkgver().version(), b.pkgver().version()) < 0 ? b : a;
  }

  /// The architectures of the indexes in one directory.
  public static List<String> architectures(Path directory) throws IOException {
    return Indexes.find(directory, Layout.ONE_DIRECTORY).stream()
        .map(IndexPlace::architecture)
        .toList();
  }

  /// Reads every index, every package that it lists, and every signature.
  ///
  /// @param top a repository's directory, or the root of a tree in Void's layout
  public static VerifyReport verify(Path top) throws IOException, InterruptedException {
    var faults = new ArrayList<Fault>();
    var entriesByPath = new TreeMap<String, RepoEntry>();
    var checks = new ArrayList<Check>();
    for (IndexPlace place : places(top)) {
      try {
        Repodata repodata = Repodata.read(place.file(top));
        if (repodata.key().isEmpty()) {
          faults.add(new Fault(Severity.WARNING, place.toString(), "it is not signed"));
        }
        var listed = new ArrayList<>(repodata.index().values());
        listed.addAll(repodata.stage().values());
        var verifier = repodata.key().map(key -> new SignatureVerifier(key.publicKey()));
        for (RepoEntry entry : listed) {
          String path = place.pathOf(entry.fileName());
          entriesByPath.put(path, entry);
          checks.add(new Check(path, entry, verifier));
        }
      } catch (XbpsFormatException unreadable) {
        faults.add(error(place.toString(), String.valueOf(unreadable.getMessage())));
      }
    }
    for (Optional<Fault> found : run(checks, top)) {
      found.ifPresent(faults::add);
    }
    faults.addAll(unlisted(top, entriesByPath.keySet()));
    return new VerifyReport(checks.size(), faults);
  }

  static List<IndexPlace> places(Path top) throws IOException {
    List<IndexPlace> places = Indexes.find(top);
    if (places.isEmpty()) {
      throw new IOException("There is no repository at " + top + ": no file ARCH-repodata.");
    }
    return places;
  }

  /// One package that is to be looked at.
  private record Check(String path, RepoEntry entry, Optional<SignatureVerifier> verifier) {}

  private static List<Optional<Fault>> run(List<Check> checks, Path top)
      throws IOException, InterruptedException {
    return Parallel.judgedMap(
        checks, check -> check(top, check.path(), check.entry(), check.verifier()));
  }

  private static Optional<Fault> check(
      Path top, String path, RepoEntry entry, Optional<SignatureVerifier> verifier)
      throws IOException {
    Path file = top.resolve(path);
    if (Files.notExists(file)) {
      return Optional.of(error(path, "it is listed and not there"));
    }
    byte[] sha256 = Sha256.ofFile(file);
    if (!Sha256.hex(sha256).equals(entry.filenameSha256())
        || Files.size(file) != entry.filenameSize()) {
      return Optional.of(error(path, "its content is not what the index says"));
    }
    try {
      RepoEntry own =
          RepoEntry.of(
              PackageFile.readProperties(file), entry.filenameSha256(), entry.filenameSize());
      if (!own.equals(entry)) {
        return Optional.of(error(path, "its properties are not those of the index"));
      }
    } catch (XbpsFormatException bad) {
      return Optional.of(error(path, String.valueOf(bad.getMessage())));
    }
    return verifier.flatMap(key -> checkSignature(file, path, sha256, key));
  }

  private static Optional<Fault> checkSignature(
      Path file, String path, byte[] sha256, SignatureVerifier verifier) {
    Path signature = file.resolveSibling(file.getFileName() + ".sig2");
    try {
      return verifier.verifies(sha256, Files.readAllBytes(signature))
          ? Optional.empty()
          : Optional.of(error(path, "its signature is not by the repository's key"));
    } catch (IOException unreadable) {
      return Optional.of(error(path, "its signature cannot be read: " + unreadable.getMessage()));
    }
  }

  private static List<Fault> unlisted(Path top, Set<String> listed) throws IOException {
    var faults = new ArrayList<Fault>();
    for (String directory : new TreeSet<>(RepositoryLayout.directories())) {
      if (Files.isDirectory(top.resolve(directory))) {
        try (Stream<Path> files = Files.list(top.resolve(directory))) {
          for (Path file : files.sorted().toList()) {
            String path = top.relativize(file).toString();
            String name = String.valueOf(file.getFileName());
            if (name.startsWith(DurableFile.TEMPORARY_PREFIX)) {
              faults.add(warning(path, "it is a temporary file that a crash left"));
            } else if (name.endsWith(".xbps") && !listed.contains(path)) {
              faults.add(warning(path, "no index lists it"));
            }
          }
        }
      }
    }
    return faults;
  }

  private static Fault error(String subject, String what) {
    return new Fault(Severity.ERROR, subject, what);
  }

  private static Fault warning(String subject, String what) {
    return new Fault(Severity.WARNING, subject, what);
  }
}
