package slipway.master.door;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.scheduler.Refused;

/// Turns what services throw, or pass to `onError`, into statuses with a sentence for the caller.
public final class Refusals implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var explaining =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            super.close(explain(status, getMethodDescriptor().getFullMethodName()), trailers);
          }
        };
    try {
      return next.startCall(explaining, headers);
    } catch (RuntimeException turnedAway) {
      explaining.close(Status.fromThrowable(turnedAway), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  private static Status explain(Status status, String method) {
    var cause = status.getCause();
    if (status.getCode() != Status.Code.UNKNOWN || cause == null) {
      return status;
    }
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case Refused refused -> statusOf(refused.reason()).withDescription(message);
      case IllegalArgumentException _ -> Status.INVALID_ARGUMENT.withDescription(message);
      case NoLeader _ -> Status.UNAVAILABLE.withDescription(message);
      case IOException _ -> {
        log.atWarn().setCause(cause).addKeyValue("method", method).log("call failed");
        yield Status.UNAVAILABLE.withDescription(message);
      }
      default -> {
        log.atError().setCause(cause).addKeyValue("method", method).log("call hit a bug");
        yield Status.INTERNAL.withDescription("the master hit a bug; its log says more");
      }
    };
  }

  private static Status statusOf(Refused.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> Status.NOT_FOUND;
      case NOT_NOW -> Status.FAILED_PRECONDITION;
      case INVALID -> Status.INVALID_ARGUMENT;
    };
  }
}
