package slipway.master.farm;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Callable;

/// Answers one call, with what the work returns or throws.
final class Answers {
  private Answers() {}

  /// What is thrown reaches the interceptor that makes a status of it.
  static <A> void unary(StreamObserver<A> answers, Callable<A> work) {
    try {
      answers.onNext(work.call());
      answers.onCompleted();
    } catch (StatusRuntimeException told) {
      answers.onError(told);
    } catch (Exception failed) {
      answers.onError(wrapped(failed));
    }
  }

  static StatusRuntimeException wrapped(Exception failed) {
    return failed instanceof StatusRuntimeException told
        ? told
        : Status.UNKNOWN.withCause(failed).asRuntimeException();
  }

  /// A limit as the API means it: 0 is the default, and more than the most is the most.
  static int limit(int asked, int otherwise, int most) {
    return asked == 0 ? otherwise : Math.clamp(Integer.toUnsignedLong(asked), 1, most);
  }

  static StatusRuntimeException notFound(String what, Object which, String advice) {
    return Status.NOT_FOUND
        .withDescription("there is no %s %s; %s".formatted(what, which, advice))
        .asRuntimeException();
  }
}
