package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.intake.Announced;
import slipway.master.intake.Intake;
import slipway.master.intake.IntakeException;
import slipway.master.intake.Upload;
import slipway.master.loop.Leases;
import slipway.proto.UploadAnnouncement;
import slipway.proto.UploadBytes;
import slipway.proto.UploadRequest;
import slipway.proto.UploadResponse;

/// One package file on its way into the intake.
final class UploadCall implements StreamObserver<UploadRequest> {
  private static final Logger log = LoggerFactory.getLogger(UploadCall.class);

  private final String worker;
  private final Leases leases;
  private final Intake intake;
  private final StreamObserver<UploadResponse> answers;
  private @Nullable Upload upload;
  private boolean ended;

  UploadCall(String worker, Leases leases, Intake intake, StreamObserver<UploadResponse> answers) {
    this.worker = worker;
    this.leases = leases;
    this.intake = intake;
    this.answers = answers;
  }

  @Override
  public void onNext(UploadRequest request) {
    if (ended) {
      return;
    }
    try {
      switch (request.getStepCase()) {
        case ANNOUNCEMENT -> announce(request.getAnnouncement());
        case BYTES -> take(request.getBytes());
        case STEP_NOT_SET -> throw new IllegalArgumentException("a message without a step");
      }
    } catch (IllegalArgumentException senseless) {
      end(WorkersService.invalid(senseless));
    } catch (IntakeException refused) {
      end(status(refused));
    } catch (IOException failed) {
      log.atError().setCause(failed).addKeyValue("worker", worker).log("upload failed");
      end(
          Status.UNAVAILABLE
              .withDescription("the master cannot write the file: " + failed.getMessage())
              .withCause(failed));
    }
  }

  private void announce(UploadAnnouncement announcement) throws IOException, IntakeException {
    if (upload != null) {
      throw new IllegalArgumentException("one call uploads one file");
    }
    var lease = leases.of(announcement.getAttempt(), worker);
    if (lease.isEmpty()) {
      end(
          Status.FAILED_PRECONDITION.withDescription(
              "attempt %d is no current one of worker %s: drop the file"
                  .formatted(announcement.getAttempt(), worker)));
      return;
    }
    var begun = intake.begin(lease.get(), Announced.of(announcement.getFile()));
    upload = begun;
    answer(begun);
  }

  private void take(UploadBytes piece) throws IOException, IntakeException {
    var current = upload;
    if (current == null) {
      throw new IllegalArgumentException("bytes came before the file was announced");
    }
    if (piece.getBytes().size() > Intake.PIECE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a piece has at most %d bytes".formatted(Intake.PIECE_BYTES_MAX));
    }
    current.write(piece.getOffset(), piece.getBytes().asReadOnlyByteBuffer());
    if (current.isComplete()) {
      answer(current);
    }
  }

  private void answer(Upload current) {
    answers.onNext(
        UploadResponse.newBuilder()
            .setWantedOffset(current.wantedOffset())
            .setComplete(current.isComplete())
            .build());
    if (current.isComplete()) {
      ended = true;
      answers.onCompleted();
    }
  }

  private static Status status(IntakeException refused) {
    var status =
        switch (refused.kind()) {
          case REFUSED -> Status.PERMISSION_DENIED;
          case DAMAGED -> Status.INVALID_ARGUMENT;
          case LATER -> Status.UNAVAILABLE;
        };
    return status.withDescription(refused.getMessage());
  }

  private void end(Status status) {
    log.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("status", status.getCode())
        .addKeyValue("why", status.getDescription())
        .log("upload turned away");
    ended = true;
    answers.onError(status.asRuntimeException());
    leave();
  }

  /// Keeps what has come, for the next try.
  private void leave() {
    if (upload != null) {
      try {
        upload.close();
      } catch (IOException failed) {
        log.atWarn().setCause(failed).addKeyValue("worker", worker).log("upload not closed");
      }
      upload = null;
    }
  }

  @Override
  public void onError(Throwable broken) {
    ended = true;
    leave();
  }

  @Override
  public void onCompleted() {
    leave();
    if (!ended) {
      ended = true;
      answers.onCompleted();
    }
  }
}
