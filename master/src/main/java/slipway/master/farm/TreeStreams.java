package slipway.master.farm;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import slipway.master.door.Identity;
import slipway.master.door.Role;
import slipway.master.history.History;
import slipway.master.workers.TreeRequests;
import slipway.master.workers.TreeRequests.Piece;
import slipway.master.workers.WorkerSessions;
import slipway.proto.Attempt;
import slipway.proto.FetchTreeRequest;
import slipway.proto.TreeBytes;

/// Hands on the build trees of failed attempts from their workers.
final class TreeStreams {
  /// Without a word from the worker.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final History history;
  private final WorkerSessions sessions;
  private final TreeRequests requests;

  TreeStreams(History history, WorkerSessions sessions, TreeRequests requests) {
    this.history = history;
    this.sessions = sessions;
    this.requests = requests;
  }

  void fetch(FetchTreeRequest request, Outflow<TreeBytes> out)
      throws IOException, InterruptedException {
    long attempt = request.getAttempt();
    String worker = workerOf(attempt);
    if (!sessions.isConnected(worker)) {
      throw refused("its worker %s is not connected just now".formatted(worker));
    }
    var opened = requests.open(attempt, worker);
    if (opened.isEmpty()) {
      throw refused("the tree is on its way to somebody already");
    }
    try (var transfer = opened.get()) {
      sessions.tellAgain(worker);
      hand(transfer, out);
    }
  }

  /// Checked while the call comes in, where the caller is known.
  static void checkCaller() {
    Identity.client(Role.COMMITTER);
  }

  private static void hand(TreeRequests.Transfer transfer, Outflow<TreeBytes> out)
      throws InterruptedException {
    Duration silence = Duration.ZERO;
    while (!out.isCancelled()) {
      var next = transfer.next(LOOK_EVERY);
      if (next.isEmpty()) {
        silence = silence.plus(LOOK_EVERY);
        if (silence.compareTo(PATIENCE) > 0) {
          throw refused("its worker does not send it");
        }
        continue;
      }
      silence = Duration.ZERO;
      switch (next.get()) {
        case Piece.Bytes(var bytes) -> {
          if (!out.send(TreeBytes.newBuilder().setBytes(bytes).build())) {
            return;
          }
        }
        case Piece.Failed(var why) ->
            throw Status.NOT_FOUND.withDescription(why).asRuntimeException();
        case Piece.End() -> {
          return;
        }
      }
    }
  }

  private String workerOf(long attempt) throws IOException {
    Optional<Long> build = attempt <= 0 ? Optional.empty() : history.buildOfAttempt(attempt);
    if (build.isPresent()) {
      var details = history.build(build.get());
      if (details.isPresent()) {
        for (Attempt one : details.get().getAttemptsList()) {
          if (one.getId() == attempt) {
            return one.getWorker();
          }
        }
      }
    }
    throw Answers.notFound(
        "attempt", Long.toUnsignedString(attempt), "the page of a build has its attempts");
  }

  private static RuntimeException refused(String why) {
    return Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException();
  }
}
