package slipway.publisher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import slipway.publisher.HttpFiles.Wanted;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.XbpsFormatException;

/// Reads mirrors back: what counts is what a client would get there, not what rsync said.
final class MirrorProbe implements AutoCloseable {
  /// A whole distribution's index is a tenth of it.
  private static final long INDEX_BYTES_MAX = 64 << 20;

  private static final long TIME_BYTES_MAX = 1024;
  private static final long SIGNATURE_BYTES_MAX = 4096;
  private static final Duration HTTP_PATIENCE = Duration.ofMinutes(10);

  private final PublisherConfig config;
  private final Workshop workshop;
  private final Indexes indexes;
  private final Rsync rsync;
  private final HttpFiles http;
  private final SignatureVerifier verifier;

  /// Indexes of mirrors that are none of our last ones, as they were last read; parsing a large one
  /// again for each question would be waste.
  private final Map<String, Parsed> parsedByMirrorAndPlace = new ConcurrentHashMap<>();

  MirrorProbe(PublisherConfig config, Workshop workshop, Indexes indexes) throws IOException {
    this.indexes = indexes;
    this.config = config;
    this.workshop = workshop;
    this.rsync = new Rsync(config.syncTimeout(), config.kibPerSecondMax());
    Duration patience =
        HTTP_PATIENCE.compareTo(config.syncTimeout()) < 0 ? HTTP_PATIENCE : config.syncTimeout();
    this.http = new HttpFiles(workshop.workDirectory(), patience, config.time());
    this.verifier = new SignatureVerifier(config.signer().publicKey());
  }

  private record Parsed(String sha256, Repodata repodata) {}

  MirrorState probe(Mirror mirror) throws IOException, InterruptedException {
    List<IndexPlace> places = Indexes.find(config.root(), config.layout());
    var wanted = new LinkedHashMap<String, Wanted>();
    for (IndexPlace place : places) {
      wanted.put(place.toString(), new Wanted(place.toString(), INDEX_BYTES_MAX, true));
      String timeFile = TimeFiles.pathOf(place);
      wanted.put(timeFile, new Wanted(timeFile, TIME_BYTES_MAX, false));
    }
    for (String timeFile : List.of(TimeFiles.SYNC_BEGIN, TimeFiles.SYNC_END)) {
      wanted.put(timeFile, new Wanted(timeFile, TIME_BYTES_MAX, false));
    }
    return withFiles(mirror, List.copyOf(wanted.values()), seen -> state(mirror, places, seen));
  }

  Map<IndexPlace, List<RepoEntry>> visible(Mirror mirror, String architecture, Set<String> pkgvers)
      throws IOException, InterruptedException {
    List<IndexPlace> places =
        config.layout().familiesOf(architecture).stream().flatMap(List::stream).toList();
    Map<String, Listed> entriesByPath =
        withFiles(
            mirror,
            places.stream()
                .map(place -> new Wanted(place.toString(), INDEX_BYTES_MAX, true))
                .toList(),
            seen -> listed(mirror, places, pkgvers, seen.directory()));
    var files = new ArrayList<Wanted>();
    entriesByPath.forEach((path, listed) -> {
      files.add(new Wanted(path, listed.entry().filenameSize(), false));
      files.add(new Wanted(path + ".sig2", SIGNATURE_BYTES_MAX, false));
    });
    return withFiles(mirror, files, seen -> sound(entriesByPath, seen.directory()));
  }

  /// Files of a mirror, and what it said beside them.
  private record Seen(Path directory, Optional<Duration> clockAhead) {}

  /// What is done with a directory that has files of the mirror.
  @FunctionalInterface
  private interface Look<T> {
    T at(Seen seen) throws IOException;
  }

  /// Looks into a local mirror where it is, and into another by fetching the files, those that it
  /// has.
  private <T> T withFiles(Mirror mirror, List<Wanted> wanted, Look<T> look)
      throws IOException, InterruptedException {
    Optional<Path> local = mirror.localReadDirectory();
    if (local.isPresent()) {
      return look.at(new Seen(local.get(), Optional.empty()));
    }
    Path copy = workshop.workDirectory();
    try {
      Optional<Duration> clockAhead = Optional.empty();
      if (mirror.isReadOverHttp()) {
        clockAhead = http.fetch(mirror.readFrom(), wanted, copy);
      } else if (!wanted.isEmpty()) {
        fetchByRsync(mirror, wanted, copy);
      }
      return look.at(new Seen(copy, clockAhead));
    } finally {
      Workshop.deleteTree(copy);
    }
  }

  private void fetchByRsync(Mirror mirror, List<Wanted> wanted, Path copy)
      throws IOException, InterruptedException {
    long bytesMax = wanted.stream().mapToLong(Wanted::bytesMax).max().orElse(0);
    Path list = copy.resolve(".list");
    Files.write(list, wanted.stream().map(Wanted::path).toList());
    List<String> options =
        List.of("--ignore-missing-args", "--files-from=" + list, "--max-size=" + bytesMax);
    rsync.run(options, mirror.readFrom() + "/", copy.toString());
  }

  private MirrorState state(Mirror mirror, List<IndexPlace> places, Seen seen) throws IOException {
    var states = new TreeMap<IndexPlace, MirrorState.IndexState>();
    Optional<Duration> lag = Optional.empty();
    for (IndexPlace place : places) {
      Optional<Parsed> theirs = parse(mirror, place, seen.directory());
      boolean equal =
          theirs.isPresent()
              && theirs.get().sha256().equals(Sha256.hex(Sha256.ofFile(place.file(config.root()))));
      Optional<Duration> here = lag(seen.directory().resolve(TimeFiles.pathOf(place)));
      states.put(
          place,
          new MirrorState.IndexState(
              theirs.isPresent(), equal, equal ? Optional.of(Duration.ZERO) : here));
      if (here.isPresent() && (lag.isEmpty() || here.get().compareTo(lag.get()) > 0)) {
        lag = here;
      }
    }
    Optional<Duration> took =
        TimeFiles.between(
            seen.directory().resolve(TimeFiles.SYNC_BEGIN),
            seen.directory().resolve(TimeFiles.SYNC_END));
    return new MirrorState(mirror.name(), states, lag, took, seen.clockAhead());
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
    if (Files.size(file) > INDEX_BYTES_MAX) {
      throw new IOException(
          "Mirror %s: its %s has more than %d bytes"
              .formatted(mirror.name(), place, INDEX_BYTES_MAX));
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

  /// Our own time, that the mirror has passed on: so its clock does not matter. A time to come was
  /// written before our clock was put back, and counts as now.
  private Optional<Duration> lag(Path timeFile) throws IOException {
    return TimeFiles.read(timeFile)
        .map(copied -> Duration.between(copied, config.time().instant()))
        .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
