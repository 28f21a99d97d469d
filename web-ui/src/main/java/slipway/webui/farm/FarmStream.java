package slipway.webui.farm;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Answers of the farm, one after the other. Belongs to one thread; closing it ends the call.
public final class FarmStream<T> implements AutoCloseable {

  private final BlockingClientCall<?, T> call;
  private boolean ended;

  FarmStream(BlockingClientCall<?, T> call) {
    this.call = call;
  }

  /// The next answer; empty if none came in time or if the stream has [#ended].
  ///
  /// @throws FarmException if the call failed
  public Optional<T> next(Duration atMost) throws InterruptedException {
    try {
      var answer = call.read(Math.max(1, atMost.toNanos()), TimeUnit.NANOSECONDS);
      ended = answer == null;
      return Optional.ofNullable(answer);
    } catch (TimeoutException nothingYet) {
      return Optional.empty();
    } catch (StatusException failure) {
      ended = true;
      throw FarmException.of(failure);
    }
  }

  /// Whether the farm has said all that there is to say.
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    call.cancel("no longer wanted", null);
  }
}
