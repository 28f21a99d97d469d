package slipway.worker.master;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.process.Threads;

/// Sends all logs over one stream, each from what the master has of it. A broken stream is opened
/// again for ever; builds do not notice. One thread sends; the methods are for any.
public final class LogSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogSender.class);
  private static final int CHUNK_BYTES_MAX = 1 << 20;

  /// Of one log, sent and not acknowledged.
  private static final long ON_THE_WAY_BYTES_MAX = 8L << 20;

  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final MasterLink link;
  private final Map<Long, LogStream> streamByAttempt = new ConcurrentSkipListMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final RandomGenerator random;
  private final Thread thread = Thread.ofVirtual().name("log-sender").unstarted(this::run);

  public LogSender(MasterLink link, RandomGenerator random) {
    this.link = link;
    this.random = random;
  }

  public void start() {
    thread.start();
  }

  public void follow(AttemptFiles files) {
    streamByAttempt.computeIfAbsent(
        files.attempt(), id -> new LogStream(id, files.log(), files.durable()));
    wake.release();
  }

  /// Says that the log has `bytes` and grows no more. Done once the master has all of it; present:
  /// it wants no more.
  public CompletableFuture<Optional<String>> end(AttemptFiles files, long bytes) {
    follow(files);
    LogStream stream = streamByAttempt.get(files.attempt());
    if (stream == null) {
      return CompletableFuture.completedFuture(Optional.of("let go"));
    }
    stream.end(bytes);
    wake.release();
    return stream.closed();
  }

  /// Bytes of all logs that were printed and are not with the master.
  public long unsentBytes() {
    return streamByAttempt.values().stream().mapToLong(LogStream::unsentBytes).sum();
  }

  public void forget(AttemptFiles files) {
    LogStream stream = streamByAttempt.remove(files.attempt());
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
  }

  private void run() {
    var backoff = new Backoff(random);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        sendOverOneConnection(backoff);
        backoff.pause();
      }
    } catch (InterruptedException closing) {
      log.atDebug().log("log sender stops");
    }
  }

  private void sendOverOneConnection(Backoff backoff) throws InterruptedException {
    var answers = new Answers(backoff);
    try {
      link.stub().appendLog(answers);
      streamByAttempt.values().forEach(LogStream::restart);
      while (!answers.ended) {
        if (!sendSome(answers)) {
          boolean _ = wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          wake.drainPermits();
        }
      }
    } catch (IOException failed) {
      log.atWarn()
          .addKeyValue("master", link.address())
          .setCause(failed)
          .log("logs cannot be sent");
    } finally {
      answers.cancel();
    }
  }

  /// Whether anything was sent.
  private boolean sendSome(Answers answers) throws IOException {
    boolean any = false;
    for (LogStream stream : streamByAttempt.values()) {
      if (!answers.isReady()) {
        return any;
      }
      Optional<LogStream.Piece> piece =
          stream.next(CHUNK_BYTES_MAX, ON_THE_WAY_BYTES_MAX, SILENCE_MAX.toNanos());
      if (piece.isPresent()) {
        answers.send(chunk(stream.attempt(), piece.get()));
        any = true;
      }
    }
    return any;
  }

  private static LogChunk chunk(long attempt, LogStream.Piece piece) {
    return LogChunk.newBuilder()
        .setAttempt(attempt)
        .setOffset(piece.offset())
        .setBytes(piece.bytes())
        .setLast(piece.last())
        .build();
  }

  /// The other half of the stream.
  private final class Answers implements ClientResponseObserver<LogChunk, LogAcknowledgement> {
    private final Backoff backoff;
    private @Nullable ClientCallStreamObserver<LogChunk> call;
    private volatile boolean ended;

    Answers(Backoff backoff) {
      this.backoff = backoff;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LogChunk> requests) {
      call = requests;
      requests.setOnReadyHandler(wake::release);
    }

    boolean isReady() {
      return call != null && call.isReady();
    }

    void send(LogChunk chunk) {
      if (call != null) {
        call.onNext(chunk);
      }
    }

    void cancel() {
      if (call != null) {
        call.cancel("the worker ends this stream", null);
      }
    }

    @Override
    public void onNext(LogAcknowledgement answer) {
      backoff.succeeded();
      LogStream stream = streamByAttempt.get(answer.getAttempt());
      if (stream == null) {
        return;
      }
      stream.acknowledge(answer.getDurableBytes());
      if (!answer.getRefused().isEmpty()) {
        stream.closed().complete(Optional.of(answer.getRefused()));
      } else if (answer.getClosed()) {
        stream.closed().complete(Optional.empty());
      }
      wake.release();
    }

    @Override
    public void onError(Throwable broken) {
      log.atInfo()
          .addKeyValue("master", link.address())
          .addKeyValue("reason", Status.fromThrowable(broken).getCode())
          .log("log stream ended");
      ended = true;
      wake.release();
    }

    @Override
    public void onCompleted() {
      ended = true;
      wake.release();
    }
  }
}
