package slipway.worker.master;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.UploadAnnouncement;
import slipway.proto.UploadBytes;
import slipway.proto.UploadRequest;
import slipway.proto.UploadResponse;
import slipway.worker.attempt.Ending.Delivery;
import slipway.worker.run.AttemptMeters;
import slipway.worker.wire.Wire;
import slipway.xbps.Sha256;

/// Uploads package files, each from the offset that the master names, again and again until it is
/// there.
public final class PackageSender {
  private static final Logger log = LoggerFactory.getLogger(PackageSender.class);
  private static final int PIECE_BYTES = 1 << 20;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final MasterLink link;
  private final RandomGenerator random;
  private final AttemptMeters meters;

  /// What became of an upload.
  sealed interface Outcome {
    /// The file is durable at the master.
    record Complete() implements Outcome {}

    /// The lease does not allow this package.
    record Refused(String why) implements Outcome {}

    /// The attempt is not current any more.
    record Unwanted(String why) implements Outcome {}
  }

  public PackageSender(MasterLink link, RandomGenerator random, AttemptMeters meters) {
    this.meters = meters;
    this.link = link;
    this.random = random;
  }

  /// Returns when the master has the file, or does not want it, however long that takes.
  Outcome send(long attempt, Delivery delivery, Path file) throws InterruptedException {
    var backoff = new Backoff(random);
    while (true) {
      Optional<Outcome> outcome = trySend(attempt, delivery, file);
      if (outcome.isPresent()) {
        return outcome.get();
      }
      backoff.pause();
    }
  }

  private Optional<Outcome> trySend(long attempt, Delivery delivery, Path file)
      throws InterruptedException {
    long began = System.nanoTime();
    try {
      BlockingClientCall<UploadRequest, UploadResponse> call = link.blockingStub().uploadPackage();
      try {
        if (sendOver(call, attempt, delivery, file)) {
          meters.uploaded(delivery.sizeBytes(), Duration.ofNanos(System.nanoTime() - began));
          return Optional.of(new Outcome.Complete());
        }
        log.atWarn()
            .addKeyValue("file", delivery.fileName())
            .log("upload ended, but the master does not have all of it");
        return Optional.empty();
      } finally {
        call.cancel("done", null);
      }
    } catch (StatusException refused) {
      return refused.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
          ? judgeBytes(delivery, file)
          : judge(delivery, refused.getStatus());
    } catch (IOException | TimeoutException failed) {
      log.atWarn()
          .addKeyValue("file", delivery.fileName())
          .setCause(failed)
          .log("upload interrupted");
      return Optional.empty();
    }
  }

  /// The master got other bytes than were promised: either the way was bad, or this disk.
  private static Optional<Outcome> judgeBytes(Delivery delivery, Path file) {
    try {
      return Sha256.hex(Sha256.ofFile(file)).equals(delivery.sha256())
          ? Optional.empty()
          : Optional.of(
              new Outcome.Refused("it has changed on the worker's disk since it was made"));
    } catch (IOException unreadable) {
      return Optional.of(new Outcome.Refused("it cannot be read any more: " + unreadable));
    }
  }

  private static Optional<Outcome> judge(Delivery delivery, Status status) {
    String why = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case PERMISSION_DENIED -> Optional.of(new Outcome.Refused(why));
      case FAILED_PRECONDITION -> Optional.of(new Outcome.Unwanted(why));
      default -> {
        log.atInfo()
            .addKeyValue("file", delivery.fileName())
            .addKeyValue("status", status.getCode())
            .addKeyValue("reason", why)
            .log("upload to be tried again");
        yield Optional.empty();
      }
    };
  }

  /// Whether the master has all of it now. A file that has changed on this disk is refused by the
  /// master.
  private static boolean sendOver(
      BlockingClientCall<UploadRequest, UploadResponse> call,
      long attempt,
      Delivery delivery,
      Path file)
      throws IOException, InterruptedException, StatusException, TimeoutException {
    write(
        call,
        UploadRequest.newBuilder()
            .setAnnouncement(
                UploadAnnouncement.newBuilder()
                    .setAttempt(attempt)
                    .setFile(Wire.packageFile(delivery)))
            .build());
    UploadResponse first = call.read(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null || first.getComplete()) {
      return first != null;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long offset = first.getWantedOffset(); offset < delivery.sizeBytes(); ) {
        var piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, delivery.sizeBytes() - offset));
        if (channel.read(piece, offset) < 0) {
          throw new IOException(
              file + " ends at " + offset + " instead of " + delivery.sizeBytes());
        }
        write(call, bytes(offset, piece.flip()));
        offset += piece.limit();
      }
    }
    call.halfClose();
    return awaitComplete(call);
  }

  private static boolean awaitComplete(BlockingClientCall<UploadRequest, UploadResponse> call)
      throws InterruptedException, StatusException, TimeoutException {
    while (true) {
      UploadResponse answer = call.read(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null || answer.getComplete()) {
        return answer != null;
      }
    }
  }

  private static void write(
      BlockingClientCall<UploadRequest, UploadResponse> call, UploadRequest request)
      throws InterruptedException, StatusException, TimeoutException {
    call.write(request, ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static UploadRequest bytes(long offset, ByteBuffer piece) {
    return UploadRequest.newBuilder()
        .setBytes(
            UploadBytes.newBuilder()
                .setOffset(offset)
                .setBytes(UnsafeByteOperations.unsafeWrap(piece)))
        .build();
  }
}
