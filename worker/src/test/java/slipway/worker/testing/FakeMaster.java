package slipway.worker.testing;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import slipway.proto.AttemptEnd;
import slipway.proto.AttemptReport;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;
import slipway.proto.Order;
import slipway.proto.PackageFile;
import slipway.proto.TreePiece;
import slipway.proto.TreeReceipt;
import slipway.proto.UploadRequest;
import slipway.proto.UploadResponse;
import slipway.proto.WorkerOrders;
import slipway.proto.WorkerReport;
import slipway.proto.WorkersGrpc;
import slipway.xbps.Sha256;

/// A master that orders what a test says and keeps what it gets, over real gRPC on loopback. What
/// it has taken in survives [#stop] and [#start].
public final class FakeMaster extends WorkersGrpc.WorkersImplBase implements AutoCloseable {
  static final String TOKEN = "secret of w1";

  private final Path packages;
  private final Map<Long, Order> orderByAttempt = new TreeMap<>();
  private final List<Long> cancelled = new ArrayList<>();
  private final List<Long> settled = new ArrayList<>();
  private final List<Long> wantedTrees = new ArrayList<>();
  private final Map<Long, ByteArrayOutputStream> treeByAttempt = new ConcurrentHashMap<>();
  private final Map<Long, String> treeEndByAttempt = new ConcurrentHashMap<>();
  private final Map<Long, ByteArrayOutputStream> logByAttempt = new TreeMap<>();
  private final Map<Long, AttemptReport> reportByAttempt = new ConcurrentHashMap<>();
  private final List<StreamObserver<WorkerOrders>> workers = new ArrayList<>();
  private volatile Optional<WorkerReport> lastReport = Optional.empty();
  private long epoch = 1;
  private int port;
  private long logBytesReceived;
  private long uploadBytesReceived;
  private Optional<Status> uploadAnswer = Optional.empty();
  private long cutUploadsAfterBytes = Long.MAX_VALUE;
  private @Nullable Server server;

  public FakeMaster(Path packages) throws IOException {
    this.packages = Files.createDirectories(packages);
  }

  /// Listens, on the same port as before if it has listened before.
  public void start() throws IOException {
    start(InsecureServerCredentials.create());
  }

  public void start(ServerCredentials credentials) throws IOException {
    Server started =
        Grpc.newServerBuilderForPort(port, credentials)
            .intercept(new TokenCheck())
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(this)
            .build()
            .start();
    port = started.getPort();
    server = started;
  }

  /// Goes away without a word.
  public void stop() throws InterruptedException {
    if (server != null) {
      server.shutdownNow().awaitTermination();
    }
    synchronized (this) {
      workers.clear();
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  public synchronized void order(Order order) {
    orderByAttempt.put(order.getAttempt(), order);
    tellAll();
  }

  public synchronized void cancel(long attempt) {
    orderByAttempt.remove(attempt);
    cancelled.add(attempt);
    tellAll();
  }

  public synchronized void settle(long attempt) {
    orderByAttempt.remove(attempt);
    settled.add(attempt);
    tellAll();
  }

  /// Asks for the build tree of an attempt that failed.
  public synchronized void wantTree(long attempt) {
    wantedTrees.add(attempt);
    tellAll();
  }

  /// The archive, once it has come; the failure that the worker names instead is an exception.
  public Optional<byte[]> tree(long attempt) {
    return Optional.ofNullable(treeEndByAttempt.get(attempt))
        .map(failure -> {
          if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
          }
          return treeByAttempt.getOrDefault(attempt, new ByteArrayOutputStream()).toByteArray();
        });
  }

  /// How an attempt ended, once the worker has said so.
  public Optional<AttemptEnd> end(long attempt) {
    return Optional.ofNullable(reportByAttempt.get(attempt))
        .filter(AttemptReport::hasEnd)
        .map(AttemptReport::getEnd);
  }

  public Optional<AttemptReport> report(long attempt) {
    return Optional.ofNullable(reportByAttempt.get(attempt));
  }

  public Optional<WorkerReport> lastReport() {
    return lastReport;
  }

  public synchronized byte[] log(long attempt) {
    return logByAttempt.computeIfAbsent(attempt, _ -> new ByteArrayOutputStream()).toByteArray();
  }

  public String logText(long attempt) {
    return new String(log(attempt), StandardCharsets.UTF_8);
  }

  /// As a master that has lost what it was told.
  public void forgetReports() {
    reportByAttempt.clear();
  }

  /// Bytes that came, those that came twice counted twice.
  public synchronized long logBytesReceived() {
    return logBytesReceived;
  }

  public synchronized long uploadBytesReceived() {
    return uploadBytesReceived;
  }

  /// Turns all uploads down.
  public synchronized void answerUploads(Status status) {
    uploadAnswer = Optional.of(status);
  }

  /// Breaks the way of each upload once more so many bytes have come, and is then well.
  public synchronized void cutOneUploadAfter(long bytes) {
    cutUploadsAfterBytes = bytes;
  }

  /// Counts bytes of an upload, and says whether the way breaks now.
  private synchronized boolean breaksAfter(int bytes) {
    uploadBytesReceived += bytes;
    if (uploadBytesReceived < cutUploadsAfterBytes) {
      return false;
    }
    cutUploadsAfterBytes = Long.MAX_VALUE;
    return true;
  }

  private synchronized Optional<Status> uploadAnswer() {
    return uploadAnswer;
  }

  public Path packageFile(String name) {
    return packages.resolve(name);
  }

  @Override
  public StreamObserver<WorkerReport> synchronize(StreamObserver<WorkerOrders> answers) {
    return new Quiet<>(answers) {
      @Override
      public void onNext(WorkerReport report) {
        synchronized (FakeMaster.this) {
          if (!workers.contains(answers)) {
            workers.add(answers);
          }
          lastReport = Optional.of(report);
          report.getAttemptsList().forEach(a -> reportByAttempt.put(a.getAttempt(), a));
          answers.onNext(orders());
        }
      }
    };
  }

  @Override
  public StreamObserver<LogChunk> appendLog(StreamObserver<LogAcknowledgement> answers) {
    return new Quiet<>(answers) {
      @Override
      public void onNext(LogChunk chunk) {
        synchronized (FakeMaster.this) {
          logBytesReceived += chunk.getBytes().size();
          var log =
              logByAttempt.computeIfAbsent(chunk.getAttempt(), _ -> new ByteArrayOutputStream());
          long skip = log.size() - chunk.getOffset();
          if (skip >= 0 && skip < chunk.getBytes().size()) {
            log.writeBytes(chunk.getBytes().substring((int) skip).toByteArray());
          }
          answers.onNext(
              LogAcknowledgement.newBuilder()
                  .setAttempt(chunk.getAttempt())
                  .setDurableBytes(log.size())
                  .setClosed(chunk.getLast() && skip >= 0)
                  .build());
        }
      }
    };
  }

  @Override
  public StreamObserver<UploadRequest> uploadPackage(StreamObserver<UploadResponse> answers) {
    return new Quiet<>(answers) {
      private PackageFile file = PackageFile.getDefaultInstance();
      private long attempt;

      @Override
      public void onNext(UploadRequest request) {
        try {
          if (uploadAnswer().isPresent()) {
            answers.onError(uploadAnswer().get().asException());
          } else if (request.hasAnnouncement()) {
            file = request.getAnnouncement().getFile();
            attempt = request.getAnnouncement().getAttempt();
            long have = Files.exists(part()) ? Files.size(part()) : 0;
            answers.onNext(UploadResponse.newBuilder().setWantedOffset(have).build());
          } else {
            byte[] bytes = request.getBytes().getBytes().toByteArray();
            Files.write(part(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (breaksAfter(bytes.length)) {
              answers.onError(Status.UNAVAILABLE.withDescription("cut").asException());
            }
          }
        } catch (IOException failed) {
          answers.onError(Status.INTERNAL.withCause(failed).asException());
        }
      }

      @Override
      public void onCompleted() {
        try {
          if (Arrays.equals(Sha256.ofFile(part()), file.getSha256().toByteArray())) {
            Path target = packages.resolve(file.getFileName());
            Files.copy(part(), target, StandardCopyOption.REPLACE_EXISTING);
            answers.onNext(UploadResponse.newBuilder().setComplete(true).build());
            answers.onCompleted();
          } else {
            Files.delete(part());
            answers.onError(Status.INVALID_ARGUMENT.asException());
          }
        } catch (IOException failed) {
          answers.onError(Status.INTERNAL.withCause(failed).asException());
        }
      }

      private Path part() {
        return packages.resolve(".part-" + attempt + "-" + file.getFileName());
      }
    };
  }

  @Override
  public StreamObserver<TreePiece> sendTree(StreamObserver<TreeReceipt> answers) {
    return new Quiet<>(answers) {
      private long attempt;
      private String failure = "";

      @Override
      public void onNext(TreePiece piece) {
        attempt = piece.getAttempt();
        failure = piece.getFailure();
        treeByAttempt
            .computeIfAbsent(attempt, _ -> new ByteArrayOutputStream())
            .writeBytes(piece.getBytes().toByteArray());
      }

      @Override
      public void onCompleted() {
        treeEndByAttempt.put(attempt, failure);
        answers.onNext(TreeReceipt.getDefaultInstance());
        super.onCompleted();
      }
    };
  }

  private void tellAll() {
    for (StreamObserver<WorkerOrders> worker : workers) {
      try {
        worker.onNext(orders());
      } catch (RuntimeException gone) {
        // It comes back and asks.
      }
    }
  }

  private WorkerOrders orders() {
    return WorkerOrders.newBuilder()
        .setEpoch(epoch)
        .addAllOrders(orderByAttempt.values())
        .addAllCancel(cancelled)
        .addAllSettled(settled)
        .addAllWantedTrees(wantedTrees)
        .build();
  }

  /// Lets nobody in but the one worker.
  private static final class TokenCheck implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (!("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
        call.close(Status.UNAUTHENTICATED.withDescription("no such token"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  private abstract static class Quiet<T> implements StreamObserver<T> {
    private final StreamObserver<?> answers;

    Quiet(StreamObserver<?> answers) {
      this.answers = answers;
    }

    @Override
    public void onError(Throwable gone) {
      // The worker comes back, or it does not.
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }
}
