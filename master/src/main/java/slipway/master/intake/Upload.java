package slipway.master.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.scheduler.Lease;
import slipway.xbps.DurableFile;
import slipway.xbps.PackageFile;
import slipway.xbps.PackageFileName;
import slipway.xbps.XbpsFormatException;

/// One file on its way in. The sender writes from {@link #wantedOffset} on; once all is there, it
/// is checked, made durable and given its name.
public final class Upload implements AutoCloseable {
  static final String PART = ".part";

  /// Behind a file's name: the part of the repository that it goes to.
  static final String REPOSITORY = ".repository";

  private static final Logger log = LoggerFactory.getLogger(Upload.class);
  private static final long FLUSH_BYTES = 32L << 20;
  private static final Executor FLUSHERS =
      work -> Thread.ofVirtual().name("upload-flush").start(work);

  private final Intake intake;
  private final Lease lease;
  private final PackageFileName fileName;
  private final Announced file;
  private final Path directory;
  private final Path target;
  private final Path part;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable FileChannel channel;
  private long offset;
  private long flushedFrom;
  private CompletableFuture<Void> flushing = CompletableFuture.completedFuture(null);
  private boolean complete;
  private boolean abandoned;

  private Upload(
      Intake intake,
      Lease lease,
      PackageFileName fileName,
      Announced file,
      Path directory,
      boolean complete) {
    this.intake = intake;
    this.lease = lease;
    this.fileName = fileName;
    this.file = file;
    this.directory = directory;
    this.target = directory.resolve(fileName.toString());
    this.part = directory.resolve(fileName + PART);
    this.complete = complete;
  }

  static Upload of(
      Intake intake,
      Lease lease,
      PackageFileName fileName,
      Announced file,
      Path directory,
      boolean complete) {
    return new Upload(intake, lease, fileName, file, directory, complete);
  }

  void open() throws IOException, IntakeException {
    lock.lock();
    try {
      if (complete) {
        offset = file.sizeBytes();
        return;
      }
      var opened = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = opened;
      if (opened.size() > file.sizeBytes()) {
        opened.truncate(0);
      }
      offset = opened.size();
      if (offset == file.sizeBytes()) {
        finish();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Where the sender should go on.
  public long wantedOffset() {
    return offset;
  }

  public boolean isComplete() {
    return complete;
  }

  /// Takes the next bytes. With the last ones, the file is checked and becomes durable.
  ///
  /// @throws IntakeException if they are not the next ones, or the whole is not what was promised
  public void write(long at, ByteBuffer bytes) throws IOException, IntakeException {
    lock.lock();
    try {
      if (abandoned || channel == null) {
        throw later("another upload of the file has taken over");
      }
      if (at != offset || bytes.remaining() > file.sizeBytes() - offset) {
        throw new IntakeException(
            IntakeException.Kind.DAMAGED,
            "%s: %d bytes at offset %d do not fit: %d of %d bytes are here."
                .formatted(fileName, bytes.remaining(), at, offset, file.sizeBytes()));
      }
      while (bytes.hasRemaining()) {
        offset += channel.write(bytes, offset);
      }
      flushBehind(channel);
      if (offset == file.sizeBytes()) {
        finish();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Keeps the disk busy while the rest comes, so that little is left to be flushed at the end.
  private void flushBehind(FileChannel written) {
    if (offset - flushedFrom >= FLUSH_BYTES && flushing.isDone()) {
      flushedFrom = offset;
      flushing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  written.force(false);
                } catch (IOException again) {
                  log.atDebug().setCause(again).log("flushed at the end instead");
                }
              },
              FLUSHERS);
    }
  }

  private void finish() throws IOException, IntakeException {
    var whole = channel;
    if (whole == null) {
      throw new IllegalStateException("nothing to finish");
    }
    whole.force(true);
    check();
    if (!file.repository().isEmpty()) {
      byte[] repository = file.repository().getBytes(StandardCharsets.US_ASCII);
      DurableFile.place(directory.resolve(fileName + REPOSITORY), out -> out.write(repository));
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.syncDirectory(directory);
    complete = true;
    whole.close();
    channel = null;
    intake.taken(target, file.sha256(), this);
  }

  /// One pass over the bytes, for their digest and for what they are.
  private void check() throws IOException, IntakeException {
    PackageFile read;
    try {
      read = PackageFile.read(part);
    } catch (XbpsFormatException bad) {
      // Bytes that were damaged on the way are no package either.
      requireDigest(sha256(part));
      discard();
      throw new IntakeException(
          IntakeException.Kind.REFUSED,
          "%s refused: it is not a good package: %s.".formatted(fileName, bad.getMessage()));
    }
    requireDigest(read.sha256());
    try {
      Admission.checkProperties(lease, fileName, read.properties());
    } catch (IntakeException refused) {
      discard();
      throw refused;
    }
  }

  private void requireDigest(String sha256) throws IOException, IntakeException {
    if (!sha256.equals(file.sha256())) {
      discard();
      throw new IntakeException(
          IntakeException.Kind.DAMAGED,
          "%s refused: its SHA-256 is %s…, the upload promised %s…. The worker will send it again."
              .formatted(fileName, sha256.substring(0, 12), file.sha256().substring(0, 12)));
    }
  }

  private void discard() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    Files.deleteIfExists(part);
    intake.ended(target, this);
  }

  private IntakeException later(String why) {
    return new IntakeException(
        IntakeException.Kind.LATER, "%s: %s. Try again.".formatted(fileName, why));
  }

  /// Lets a later upload of the same file take over.
  void abandon() throws IOException {
    lock.lock();
    try {
      abandoned = true;
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the upload where it is; what has come stays, for a later one to go on.
  @Override
  public void close() throws IOException {
    abandon();
    intake.ended(target, this);
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
