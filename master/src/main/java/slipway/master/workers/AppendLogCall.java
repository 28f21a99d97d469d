package slipway.master.workers;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import slipway.logstore.LogConflict;
import slipway.logstore.LogGap;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreException;
import slipway.master.loop.Leases;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;

/// Log bytes of one worker's attempts, on their way into the log store. What comes while the disk
/// is busy is appended together, with one fsync, and acknowledged when it is durable.
final class AppendLogCall implements StreamObserver<LogChunk> {
  /// Bytes of one chunk.
  static final int CHUNK_BYTES_MAX = 1 << 20;

  /// Chunks that were received and not appended; a worker that sends more has to wait.
  private static final int CHUNKS_WAITING_MAX = 16;

  /// Bytes that are appended together.
  private static final int APPEND_BYTES_MAX = 4 << 20;

  private final String worker;
  private final Leases leases;
  private final LogStore logs;
  private final ServerCallStreamObserver<LogAcknowledgement> answers;
  private final Executor writers;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<LogChunk> waiting = new ArrayDeque<>();
  private boolean appending;
  private boolean completed;
  // Only one thread at a time appends, and it alone answers.
  private volatile boolean ended;

  /// @param writers virtual threads, on which may be waited
  AppendLogCall(
      String worker,
      Leases leases,
      LogStore logs,
      ServerCallStreamObserver<LogAcknowledgement> answers,
      Executor writers) {
    this.worker = worker;
    this.leases = leases;
    this.logs = logs;
    this.answers = answers;
    this.writers = writers;
    answers.setOnCancelHandler(() -> ended = true);
    answers.disableAutoRequest();
    answers.request(CHUNKS_WAITING_MAX);
  }

  @Override
  public void onNext(LogChunk chunk) {
    lock.lock();
    try {
      waiting.add(chunk);
      appendIfIdle();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable broken) {
    ended = true;
  }

  @Override
  public void onCompleted() {
    lock.lock();
    try {
      completed = true;
      appendIfIdle();
    } finally {
      lock.unlock();
    }
  }

  private void appendIfIdle() {
    if (!appending) {
      appending = true;
      writers.execute(this::appendAll);
    }
  }

  private void appendAll() {
    for (Piece piece = next(); piece != null; piece = next()) {
      if (!ended) {
        take(piece);
        answers.request(piece.chunks());
      }
    }
  }

  /// Chunks that follow each other in one log, as one.
  private record Piece(long attempt, long offset, ByteString bytes, boolean last, int chunks) {
    static Piece of(LogChunk chunk) {
      return new Piece(chunk.getAttempt(), chunk.getOffset(), chunk.getBytes(), chunk.getLast(), 1);
    }

    boolean isFollowedBy(LogChunk chunk) {
      return !last
          && chunk.getAttempt() == attempt
          && chunk.getOffset() == offset + bytes.size()
          && bytes.size() <= APPEND_BYTES_MAX - chunk.getBytes().size();
    }

    Piece with(LogChunk chunk) {
      return new Piece(
          attempt, offset, bytes.concat(chunk.getBytes()), chunk.getLast(), chunks + 1);
    }
  }

  /// What is to be appended next; null if there is nothing, and this thread's work is done.
  private @Nullable Piece next() {
    lock.lock();
    try {
      var first = waiting.poll();
      if (first == null) {
        appending = false;
        if (completed && !ended) {
          ended = true;
          answers.onCompleted();
        }
        return null;
      }
      var piece = Piece.of(first);
      for (var more = waiting.peek(); isPartOf(piece, more); more = waiting.peek()) {
        piece = piece.with(waiting.remove());
      }
      return piece;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isPartOf(Piece piece, @Nullable LogChunk more) {
    return more != null && piece.isFollowedBy(more);
  }

  private void take(Piece piece) {
    if (piece.bytes().size() > piece.chunks() * CHUNK_BYTES_MAX || piece.offset() < 0) {
      end(
          Status.INVALID_ARGUMENT.withDescription(
              "a chunk has at most %d bytes and an offset below 2^63".formatted(CHUNK_BYTES_MAX)));
      return;
    }
    if (leases.of(piece.attempt(), worker).isEmpty()) {
      answers.onNext(
          refused(
              piece,
              "attempt %d is no current one of worker %s: drop its log"
                  .formatted(piece.attempt(), worker)));
      return;
    }
    try {
      answers.onNext(append(piece));
    } catch (LogGap gap) {
      answers.onNext(durable(piece, gap.wantedOffset()).build());
    } catch (LogConflict conflict) {
      answers.onNext(refused(piece, String.valueOf(conflict.getMessage())));
    } catch (LogStoreException failed) {
      end(Status.UNAVAILABLE.withDescription(failed.getMessage()).withCause(failed));
    }
  }

  private LogAcknowledgement append(Piece piece) {
    byte[] bytes = piece.bytes().toByteArray();
    long length = logs.append(piece.attempt(), piece.offset(), bytes);
    var acknowledged = durable(piece, length);
    if (piece.last()) {
      logs.close(piece.attempt(), piece.offset() + bytes.length);
      acknowledged.setClosed(true);
    }
    return acknowledged.build();
  }

  private static LogAcknowledgement.Builder durable(Piece piece, long bytes) {
    return LogAcknowledgement.newBuilder().setAttempt(piece.attempt()).setDurableBytes(bytes);
  }

  private static LogAcknowledgement refused(Piece piece, String why) {
    return LogAcknowledgement.newBuilder().setAttempt(piece.attempt()).setRefused(why).build();
  }

  private void end(Status status) {
    ended = true;
    answers.onError(status.asRuntimeException());
  }
}
