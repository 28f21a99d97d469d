package slipway.webui.farm;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;

/// The farm did not do what was asked. The message is the master's own, for the one who asked.
public final class FarmException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// Why, and the HTTP status that says the same.
  public enum Reason {
    WRONG_REQUEST(400),
    NOT_ALLOWED(403),
    UNKNOWN(404),
    NOT_NOW(409),
    NO_MASTER(503),
    NO_ANSWER(504),
    BROKEN(502);

    private final int httpStatus;

    Reason(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    public int httpStatus() {
      return httpStatus;
    }
  }

  private final Reason reason;

  private FarmException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static FarmException of(StatusRuntimeException failure) {
    return of(failure.getStatus(), failure);
  }

  static FarmException of(StatusException failure) {
    return of(failure.getStatus(), failure);
  }

  private static FarmException of(Status status, Throwable cause) {
    var said = status.getDescription() == null ? "" : status.getDescription();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> new FarmException(Reason.WRONG_REQUEST, said, cause);
      case NOT_FOUND -> new FarmException(Reason.UNKNOWN, said, cause);
      case FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED ->
          new FarmException(Reason.NOT_NOW, said, cause);
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new FarmException(
              Reason.NOT_ALLOWED, "The master does not let the web UI do this: " + said, cause);
      case UNAVAILABLE ->
          new FarmException(
              Reason.NO_MASTER,
              "No master answers just now. Builds go on; this page will work again by itself.",
              cause);
      case DEADLINE_EXCEEDED, CANCELLED ->
          new FarmException(
              Reason.NO_ANSWER,
              "The master did not answer in time. If this was an action, look whether it took"
                  + " effect before you repeat it.",
              cause);
      default -> new FarmException(Reason.BROKEN, "The master failed: " + status, cause);
    };
  }
}
