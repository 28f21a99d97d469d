package slipway.publisher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.XbpsFormatException;

/// Reads mirrors back: what counts is what a client would get there, not what rsync said.
final class MirrorProbe {
  private final PublisherConfig config;
  private final Workshop workshop;
  private final Indexes indexes;
  private final Rsync rsync;
  private final SignatureVerifier verifier;

  /// Indexes of mirrors that are none of our last ones, as they were last read; parsing a large one
  /// again for each question would be waste.
  private final Map<String, Parsed> parsedByMirrorAndPlace = new ConcurrentHashMap<>();

  MirrorProbe(PublisherConfig config, Workshop workshop, Indexes indexes) {
    this.indexes = indexes;
    this.config = config;
    this.workshop = workshop;
    this.rsync = new Rsync(config.syncTimeout(), config.kibPerSecondMax());
    this.verifier = new SignatureVerifier(config.signer().publicKey());
  }

  private record Parsed(String sha256, Repodata repodata) {}

  MirrorState probe(Mirror mirror) throws IOException, InterruptedException {
    List<IndexPlace> places = Indexes.find(config.root(), config.layout());
    return withFiles(
        mirror,
        places.stream()
            .flatMap(place -> List.of(place.toString(), timeFile(place)).stream())
            .distinct()
            .toList(),
        copy -> state(mirror, places, copy));
  }

  Map<IndexPlace, List<RepoEntry>> visible(Mirror mirror, String architecture, Set<String> pkgvers)
      throws IOException, InterruptedException {
    List<IndexPlace> places =
        config.layout().familiesOf(architecture).stream().flatMap(List::stream).toList();
    Map<String, Listed> entriesByPath =
        withFiles(
            mirror,
            places.stream().map(IndexPlace::toString).toList(),
            copy -> listed(mirror, places, pkgvers, copy));
    var files = new ArrayList<String>();
    entriesByPath.keySet().forEach(path -> files.addAll(List.of(path, path + ".sig2")));
    return withFiles(mirror, files, copy -> sound(entriesByPath, copy));
  }

  /// What is done with a directory that has files of the mirror.
  @FunctionalInterface
  private interface Look<T> {
    T at(Path directory) throws IOException;
  }

  /// Looks into a local mirror where it is, and into another by fetching the files, those that it
  /// has.
  private <T> T withFiles(Mirror mirror, List<String> paths, Look<T> look)
      throws IOException, InterruptedException {
    Optional<Path> local = mirror.localDirectory();
    if (local.isPresent()) {
      return look.at(local.get());
    }
    Path copy = workshop.workDirectory();
    try {
      if (!paths.isEmpty()) {
        Path list = copy.resolve(".list");
        Files.write(list, paths);
        List<String> options = List.of("--ignore-missing-args", "--files-from=" + list);
        rsync.run(options, mirror.destination() + "/", copy.toString());
      }
      return look.at(copy);
    } finally {
      Workshop.deleteTree(copy);
    }
  }

  private MirrorState state(Mirror mirror, List<IndexPlace> places, Path copy) throws IOException {
    var indexes = new TreeMap<IndexPlace, MirrorState.IndexState>();
    Optional<Duration> lag = Optional.empty();
    for (IndexPlace place : places) {
      var sha256ByPkgver = new TreeMap<String, String>();
      boolean equal = false;
      Optional<Parsed> seen = parse(mirror, place, copy);
      if (seen.isPresent()) {
        for (RepoEntry entry : seen.get().repodata().index().values()) {
          sha256ByPkgver.put(entry.pkgver().toString(), entry.filenameSha256());
        }
        Path origin = place.file(config.root());
        equal = seen.get().sha256().equals(Sha256.hex(Sha256.ofFile(origin)));
      }
      indexes.put(place, new MirrorState.IndexState(equal, sha256ByPkgver));
      Optional<Duration> here = lag(copy.resolve(timeFile(place)));
      if (here.isPresent() && (lag.isEmpty() || here.get().compareTo(lag.get()) > 0)) {
        lag = here;
      }
    }
    return new MirrorState(mirror.name(), indexes, lag);
  }

  /// What an index of the mirror says.
  private record Listed(IndexPlace place, RepoEntry entry) {}

  private Map<String, Listed> listed(
      Mirror mirror, List<IndexPlace> places, Set<String> pkgvers, Path copy) throws IOException {
    var entriesByPath = new TreeMap<String, Listed>();
    for (IndexPlace place : places) {
      Optional<Parsed> seen = parse(mirror, place, copy);
      if (seen.isPresent()) {
        for (RepoEntry entry : seen.get().repodata().index().values()) {
          if (pkgvers.contains(entry.pkgver().toString())) {
            entriesByPath.put(place.pathOf(entry.fileName()), new Listed(place, entry));
          }
        }
      }
    }
    return entriesByPath;
  }

  private Map<IndexPlace, List<RepoEntry>> sound(Map<String, Listed> entriesByPath, Path copy)
      throws IOException {
    var sound = new TreeMap<IndexPlace, List<RepoEntry>>();
    for (var listed : entriesByPath.entrySet()) {
      RepoEntry entry = listed.getValue().entry();
      Path file = copy.resolve(listed.getKey());
      Path signature = copy.resolve(listed.getKey() + ".sig2");
      if (Files.exists(file) && Files.exists(signature)) {
        byte[] sha256 = Sha256.ofFile(file);
        if (Sha256.hex(sha256).equals(entry.filenameSha256())
            && verifier.verifies(sha256, Files.readAllBytes(signature))) {
          sound.computeIfAbsent(listed.getValue().place(), _ -> new ArrayList<>()).add(entry);
        }
      }
    }
    return sound;
  }

  private Optional<Parsed> parse(Mirror mirror, IndexPlace place, Path copy) throws IOException {
    Path file = place.file(copy);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    String sha256 = Sha256.hex(Sha256.digest().digest(bytes));
    String question = mirror.name() + "/" + place;
    Optional<Repodata> ours = indexes.find(place).flatMap(owner -> owner.recent(sha256));
    if (ours.isPresent()) {
      return Optional.of(new Parsed(sha256, ours.get()));
    }
    Parsed last = parsedByMirrorAndPlace.get(question);
    if (last == null || !last.sha256().equals(sha256)) {
      try {
        last = new Parsed(sha256, Repodata.read(new ByteArrayInputStream(bytes)));
      } catch (XbpsFormatException damaged) {
        throw new IOException(
            "Mirror %s: its %s cannot be read: %s"
                .formatted(mirror.name(), place, damaged.getMessage()),
            damaged);
      }
      parsedByMirrorAndPlace.put(question, last);
    }
    return Optional.of(last);
  }

  private Optional<Duration> lag(Path timeFile) throws IOException {
    if (Files.notExists(timeFile)) {
      return Optional.empty();
    }
    String seconds = Files.readString(timeFile, StandardCharsets.US_ASCII).strip();
    if (!seconds.matches("[0-9]{1,12}")) {
      return Optional.empty();
    }
    Instant copied = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Optional.of(Duration.between(copied, config.time().instant()));
  }

  private static String timeFile(IndexPlace place) {
    return place.pathOf(MirrorSync.TIME_FILE);
  }
}
