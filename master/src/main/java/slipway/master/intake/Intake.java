package slipway.master.intake;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongPredicate;
import slipway.scheduler.Lease;
import slipway.xbps.DurableFile;

/// Package files between their worker and the publisher, below the data directory.
///
///     intake/ATTEMPT/FILE        whole, checked, durable
///     intake/ATTEMPT/FILE.repository   the part of the repository that it goes to, if the worker has said so
///     intake/ATTEMPT/FILE.part   what has come of it so far; an upload goes on behind it
///
/// For many threads. One upload of a file is under way at a time: a later one takes over, since the
/// earlier one's connection is probably dead.
public final class Intake {
  /// Bytes of one message.
  public static final int PIECE_BYTES_MAX = 1 << 20;

  private final Path directory;
  private final long packageBytesMax;
  private final long freeBytesMin;
  private final ConcurrentMap<Path, Upload> uploads = new ConcurrentHashMap<>();

  /// The whole files that were checked since this process began, with their SHA-256.
  private final ConcurrentMap<Path, String> checked = new ConcurrentHashMap<>();

  private Intake(Path directory, long packageBytesMax, long freeBytesMin) {
    this.directory = directory;
    this.packageBytesMax = packageBytesMax;
    this.freeBytesMin = freeBytesMin;
  }

  public static Intake open(Path directory, long packageBytesMax, long freeBytesMin)
      throws IOException {
    Files.createDirectories(directory);
    return new Intake(directory, packageBytesMax, freeBytesMin);
  }

  /// Begins or continues an upload.
  ///
  /// @param lease that the sender holds
  /// @throws IntakeException if this file is not taken in
  public Upload begin(Lease lease, Announced file) throws IntakeException, IOException {
    var fileName = Admission.check(lease, file.fileName());
    if (file.sizeBytes() > packageBytesMax) {
      throw new IntakeException(
          IntakeException.Kind.REFUSED,
          "%s refused: it has %d MiB, and the farm takes packages up to %d MiB (policy.package-size-limit)."
              .formatted(fileName, file.sizeBytes() >> 20, packageBytesMax >> 20));
    }
    Path attempt = attemptDirectory(lease.attempt().value());
    if (!Files.isDirectory(attempt)) {
      Files.createDirectories(attempt);
      DurableFile.syncDirectory(directory);
    }
    Path target = attempt.resolve(fileName.toString());
    boolean complete = isComplete(lease.attempt().value(), file);
    if (!complete) {
      checkSpace(file);
    }
    var upload = Upload.of(this, lease, fileName, file, attempt, complete);
    var former = uploads.put(target, upload);
    if (former != null) {
      former.abandon();
    }
    upload.open();
    return upload;
  }

  private void checkSpace(Announced file) throws IOException, IntakeException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free - file.sizeBytes() < freeBytesMin) {
      throw new IntakeException(
          IntakeException.Kind.LATER,
          "%s has to wait: the master's disk has %d MiB left, and keeps %d MiB free. Somebody must make room there."
              .formatted(file.fileName(), free >> 20, freeBytesMin >> 20));
    }
  }

  void taken(Path target, String sha256, Upload upload) {
    checked.put(target, sha256);
    uploads.remove(target, upload);
  }

  void ended(Path target, Upload upload) {
    uploads.remove(target, upload);
  }

  /// Whether the whole file is here, with these very bytes. Reads it once after a restart.
  public boolean isComplete(long attempt, Announced file) throws IOException {
    Path target = attemptDirectory(attempt).resolve(file.fileName());
    if (!attemptDirectory(attempt).equals(target.normalize().getParent())
        || !Files.isRegularFile(target)
        || Files.size(target) != file.sizeBytes()) {
      return false;
    }
    String known = checked.get(target);
    if (known == null) {
      known = Upload.sha256(target);
      checked.put(target, known);
    }
    return known.equals(file.sha256());
  }

  /// The whole files of an attempt, sorted by name.
  public List<Path> files(long attempt) throws IOException {
    try (var found = Files.list(attemptDirectory(attempt))) {
      return found.filter(file -> !isBeside(file.toString())).sorted().toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  private static boolean isBeside(String file) {
    return file.endsWith(Upload.PART)
        || file.endsWith(Upload.REPOSITORY)
        || file.contains("/" + DurableFile.TEMPORARY_PREFIX);
  }

  /// The part of the repository that one of these files goes to, if its worker has said so.
  public Optional<String> repositoryOf(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + Upload.REPOSITORY);
    return Files.exists(beside) ? Optional.of(Files.readString(beside)) : Optional.empty();
  }

  /// Forgets the files of an attempt: they are in the repository, or nobody wants them.
  public void drop(long attempt) throws IOException {
    Path gone = attemptDirectory(attempt);
    checked.keySet().removeIf(file -> file.startsWith(gone));
    if (Files.isDirectory(gone)) {
      delete(gone);
    }
  }

  /// Forgets what no attempt that is `wanted` has left.
  ///
  /// @return the attempts whose files were dropped
  public Collection<Long> dropUnless(LongPredicate wanted) throws IOException {
    var dropped = new ArrayList<Long>();
    try (var found = Files.list(directory)) {
      for (Path attempt : found.toList()) {
        long number = number(attempt);
        if (number == 0 || !wanted.test(number)) {
          drop(number);
          dropped.add(number);
        }
      }
    }
    return dropped;
  }

  private static long number(Path attempt) {
    try {
      return Long.parseLong(String.valueOf(attempt.getFileName()));
    } catch (NumberFormatException strange) {
      return 0;
    }
  }

  private Path attemptDirectory(long attempt) {
    return directory.resolve(Long.toString(attempt));
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes of) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, java.io.IOException none)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
