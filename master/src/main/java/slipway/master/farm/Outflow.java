package slipway.master.farm;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A stream of answers, written by one virtual thread that waits while the client does not read.
final class Outflow<A> {
  private static final long RECHECK_MILLIS = 500;

  private final ServerCallStreamObserver<A> stream;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// To be made while the call is being taken in.
  Outflow(StreamObserver<A> answers) {
    stream = (ServerCallStreamObserver<A>) answers;
    stream.setOnReadyHandler(this::signal);
    stream.setOnCancelHandler(this::signal);
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isCancelled() {
    return stream.isCancelled();
  }

  /// Sends, once the client can take it.
  ///
  /// @return false if the client is gone
  boolean send(A answer) throws InterruptedException {
    lock.lock();
    try {
      while (!stream.isReady() && !stream.isCancelled()) {
        changed.await(RECHECK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    if (stream.isCancelled()) {
      return false;
    }
    stream.onNext(answer);
    return true;
  }

  void complete() {
    if (!stream.isCancelled()) {
      stream.onCompleted();
    }
  }

  void fail(Exception failed) {
    if (!stream.isCancelled()) {
      stream.onError(Answers.wrapped(failed));
    }
  }
}
