package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import slipway.logstore.LogConflict;
import slipway.logstore.LogGap;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreException;
import slipway.master.loop.Leases;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;

/// Log bytes of one worker's attempts, on their way into the log store. Each chunk is acknowledged
/// when it is durable.
final class AppendLogCall implements StreamObserver<LogChunk> {
  /// Bytes of one chunk.
  static final int CHUNK_BYTES_MAX = 1 << 20;

  private final String worker;
  private final Leases leases;
  private final LogStore logs;
  private final StreamObserver<LogAcknowledgement> answers;
  private boolean ended;

  AppendLogCall(
      String worker, Leases leases, LogStore logs, StreamObserver<LogAcknowledgement> answers) {
    this.worker = worker;
    this.leases = leases;
    this.logs = logs;
    this.answers = answers;
  }

  @Override
  public void onNext(LogChunk chunk) {
    if (ended) {
      return;
    }
    if (chunk.getBytes().size() > CHUNK_BYTES_MAX || chunk.getOffset() < 0) {
      end(
          Status.INVALID_ARGUMENT.withDescription(
              "a chunk has at most %d bytes and an offset below 2^63".formatted(CHUNK_BYTES_MAX)));
      return;
    }
    if (leases.of(chunk.getAttempt(), worker).isEmpty()) {
      answers.onNext(
          refused(
              chunk,
              "attempt %d is no current one of worker %s: drop its log"
                  .formatted(chunk.getAttempt(), worker)));
      return;
    }
    try {
      answers.onNext(append(chunk));
    } catch (LogGap gap) {
      answers.onNext(durable(chunk, gap.wantedOffset()).build());
    } catch (LogConflict conflict) {
      answers.onNext(refused(chunk, String.valueOf(conflict.getMessage())));
    } catch (LogStoreException failed) {
      end(Status.UNAVAILABLE.withDescription(failed.getMessage()).withCause(failed));
    }
  }

  private LogAcknowledgement append(LogChunk chunk) {
    byte[] bytes = chunk.getBytes().toByteArray();
    long length = logs.append(chunk.getAttempt(), chunk.getOffset(), bytes);
    var acknowledged = durable(chunk, length);
    if (chunk.getLast()) {
      logs.close(chunk.getAttempt(), chunk.getOffset() + bytes.length);
      acknowledged.setClosed(true);
    }
    return acknowledged.build();
  }

  private static LogAcknowledgement.Builder durable(LogChunk chunk, long bytes) {
    return LogAcknowledgement.newBuilder().setAttempt(chunk.getAttempt()).setDurableBytes(bytes);
  }

  private static LogAcknowledgement refused(LogChunk chunk, String why) {
    return LogAcknowledgement.newBuilder().setAttempt(chunk.getAttempt()).setRefused(why).build();
  }

  private void end(Status status) {
    ended = true;
    answers.onError(status.asRuntimeException());
  }

  @Override
  public void onError(Throwable broken) {
    ended = true;
  }

  @Override
  public void onCompleted() {
    if (!ended) {
      answers.onCompleted();
    }
  }
}
