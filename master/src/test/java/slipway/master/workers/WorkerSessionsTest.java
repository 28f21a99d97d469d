package slipway.master.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import slipway.proto.WorkerOrders;

class WorkerSessionsTest {
  private final WorkerSessions sessions = new WorkerSessions();
  private final List<String> handedIn = new ArrayList<>();

  @Test
  void whatAnOldStreamStillSaysIsOutOfDate() {
    var old = session();
    var next = session();
    sessions.opened(old);
    assertThat(say(old, "old")).isTrue();
    sessions.opened(next);
    assertThat(say(next, "next")).isTrue();
    assertThat(say(old, "too late")).isFalse();
    sessions.closed(old);
    assertThat(say(next, "next again")).isTrue();
    sessions.closed(next);
    assertThat(say(next, "after its end")).isFalse();
    assertThat(handedIn).containsExactly("old", "next", "next again");
  }

  @Test
  void aFirstReportThatIsHandledLateDoesNotTakeOver() {
    var old = session();
    var next = session();
    sessions.opened(next);
    sessions.opened(old);
    assertThat(say(old, "too late")).isFalse();
    assertThat(say(next, "next")).isTrue();
  }

  private boolean say(WorkerSession session, String what) {
    return sessions.ifNewest(session, () -> handedIn.add(what));
  }

  private WorkerSession session() {
    return new WorkerSession(
        sessions.begun(),
        "w1",
        new Silent(),
        _ -> WorkerOrders.getDefaultInstance(),
        Runnable::run);
  }

  /// A stream that nobody reads.
  private static final class Silent extends ServerCallStreamObserver<WorkerOrders> {
    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(@Nullable Runnable handler) {}

    @Override
    public void setCompression(@Nullable String compression) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(@Nullable Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(WorkerOrders orders) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
