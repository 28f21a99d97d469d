package slipway.worker.master;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.TreePiece;
import slipway.proto.TreeReceipt;
import slipway.worker.space.KeptTrees;

/// Sends kept build trees that the master wants for somebody. One that breaks off is not tried
/// again: whoever wants it asks again.
public final class TreeSender {
  private static final Logger log = LoggerFactory.getLogger(TreeSender.class);
  private static final int PIECE_BYTES = 1 << 18;
  private static final Duration READER_MAX = Duration.ofMinutes(5);

  private final MasterLink link;
  private final KeptTrees trees;
  private final Set<Long> wanted = ConcurrentHashMap.newKeySet();

  public TreeSender(MasterLink link, KeptTrees trees) {
    this.link = link;
    this.trees = trees;
  }

  /// What the master's last orders say. A tree is sent once for each time that it begins to be
  /// wanted.
  public void want(Set<Long> attempts) {
    wanted.retainAll(attempts);
    for (long attempt : attempts) {
      if (wanted.add(attempt)) {
        Thread.ofVirtual().name("tree-" + attempt).start(() -> send(attempt));
      }
    }
  }

  private void send(long attempt) {
    try {
      BlockingClientCall<TreePiece, TreeReceipt> call = link.blockingStub().sendTree();
      try {
        sendOver(call, attempt);
        log.atInfo().addKeyValue("attempt", attempt).log("build tree sent");
      } finally {
        call.cancel("done", null);
      }
    } catch (IOException | StatusException | TimeoutException failed) {
      log.atInfo().addKeyValue("attempt", attempt).setCause(failed).log("build tree not sent");
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendOver(BlockingClientCall<TreePiece, TreeReceipt> call, long attempt)
      throws IOException, InterruptedException, StatusException, TimeoutException {
    try (var out = new BufferedOutputStream(new Pieces(call, attempt), PIECE_BYTES)) {
      trees.write(attempt, out);
    } catch (NobodyReads gone) {
      throw gone;
    } catch (IOException failed) {
      write(
          call,
          TreePiece.newBuilder()
              .setAttempt(attempt)
              .setFailure(String.valueOf(failed.getMessage()))
              .build());
    }
    call.halfClose();
    call.read(READER_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void write(BlockingClientCall<TreePiece, TreeReceipt> call, TreePiece piece)
      throws InterruptedException, StatusException, TimeoutException {
    call.write(piece, READER_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class NobodyReads extends IOException {
    private static final long serialVersionUID = 1;

    NobodyReads(Exception why) {
      super("nobody reads any more: " + why.getMessage(), why);
    }
  }

  /// Each write is a message.
  private static final class Pieces extends OutputStream {
    private final BlockingClientCall<TreePiece, TreeReceipt> call;
    private final long attempt;

    Pieces(BlockingClientCall<TreePiece, TreeReceipt> call, long attempt) {
      this.call = call;
      this.attempt = attempt;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        TreeSender.write(
            call,
            TreePiece.newBuilder()
                .setAttempt(attempt)
                .setBytes(ByteString.copyFrom(bytes, from, count))
                .build());
      } catch (StatusException | TimeoutException gone) {
        throw new NobodyReads(gone);
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        throw new NobodyReads(closing);
      }
    }
  }
}
