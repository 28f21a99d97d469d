package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import slipway.proto.TreePiece;
import slipway.proto.TreeReceipt;

/// A build tree on its way from a worker to whoever has asked for it.
final class SendTreeCall implements StreamObserver<TreePiece> {
  private final String worker;
  private final TreeRequests requests;
  private final StreamObserver<TreeReceipt> answers;
  private TreeRequests.@Nullable Transfer transfer;
  private boolean ended;

  SendTreeCall(String worker, TreeRequests requests, StreamObserver<TreeReceipt> answers) {
    this.worker = worker;
    this.requests = requests;
    this.answers = answers;
  }

  @Override
  public void onNext(TreePiece piece) {
    if (ended) {
      return;
    }
    if (transfer == null) {
      transfer = requests.of(piece.getAttempt(), worker).orElse(null);
    }
    if (!put(
        piece.getFailure().isEmpty()
            ? new TreeRequests.Piece.Bytes(piece.getBytes())
            : new TreeRequests.Piece.Failed(piece.getFailure()))) {
      ended = true;
      answers.onError(
          Status.CANCELLED
              .withDescription("nobody waits for the tree of attempt " + piece.getAttempt())
              .asRuntimeException());
    }
  }

  private boolean put(TreeRequests.Piece piece) {
    try {
      return transfer != null && transfer.put(piece);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void onError(Throwable broken) {
    if (!ended) {
      ended = true;
      put(new TreeRequests.Piece.Failed("the connection to its worker is broken: try again"));
    }
  }

  @Override
  public void onCompleted() {
    if (!ended) {
      ended = true;
      put(new TreeRequests.Piece.End());
      answers.onNext(TreeReceipt.getDefaultInstance());
      answers.onCompleted();
    }
  }
}
