package slipway.master;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import slipway.proto.AttemptEnd;
import slipway.proto.AttemptReport;
import slipway.proto.Cause;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;
import slipway.proto.Order;
import slipway.proto.PackageFile;
import slipway.proto.Phase;
import slipway.proto.UploadAnnouncement;
import slipway.proto.UploadBytes;
import slipway.proto.UploadRequest;
import slipway.proto.UploadResponse;
import slipway.proto.WorkerFacts;
import slipway.proto.WorkerOrders;
import slipway.proto.WorkerReport;
import slipway.proto.WorkersGrpc;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;

/// A worker that does what a test says, step by step, over real gRPC.
public final class TestWorker {
  private static final long PATIENCE_SECONDS = 20;

  private final String name;
  private final WorkersGrpc.WorkersStub stub;
  private final Received<WorkerOrders> orders = new Received<>();
  private final StreamObserver<WorkerReport> reports;
  private final Map<Long, AttemptReport> attempts = new LinkedHashMap<>();
  private int slots = 2;
  private String host = "x86_64";
  private final Map<String, String> repositoryByPackage = new LinkedHashMap<>();

  public TestWorker(String name, WorkersGrpc.WorkersStub stub) {
    this.name = name;
    this.stub = stub;
    reports = stub.synchronize(orders);
  }

  public TestWorker slots(int count) {
    slots = count;
    return this;
  }

  public TestWorker host(String architecture) {
    host = architecture;
    return this;
  }

  /// Says of a package that its build tool has put it there.
  public TestWorker puts(String binaryPackage, String repository) {
    repositoryByPackage.put(binaryPackage, repository);
    return this;
  }

  /// What a stream brings, in order, and how it ends.
  public static final class Received<A> implements StreamObserver<A> {
    private final LinkedBlockingQueue<Optional<A>> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();

    @Override
    public void onNext(A answer) {
      answers.add(Optional.of(answer));
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(failure);
      answers.add(Optional.empty());
    }

    @Override
    public void onCompleted() {
      end.complete(null);
      answers.add(Optional.empty());
    }

    public A next() throws InterruptedException {
      return poll()
          .orElseThrow(
              () -> new AssertionError("nothing came; the stream's end: " + end.getNow(null)));
    }

    /// The next answer; nothing if the stream has ended or stays silent.
    Optional<A> poll() throws InterruptedException {
      var answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return answer == null ? Optional.empty() : answer;
    }

    public @Nullable Throwable end() throws Exception {
      return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  public Received<WorkerOrders> orders() {
    return orders;
  }

  public void report() {
    reports.onNext(
        WorkerReport.newBuilder()
            .setWorker(name)
            .setSession("session-1")
            .setFacts(
                WorkerFacts.newBuilder()
                    .addHostArchitectures(host)
                    .setSlots(slots)
                    .setJobsPerBuild(2)
                    .setMemoryBytes(16L << 30)
                    .setDiskTotalBytes(100L << 30)
                    .setDiskFreeBytes(90L << 30))
            .addAllAttempts(attempts.values())
            .build());
  }

  /// Waits for orders to run something that it does not run yet, and takes them up.
  public Order takeUp() throws InterruptedException {
    while (true) {
      for (Order order : orders.next().getOrdersList()) {
        if (!attempts.containsKey(order.getAttempt())) {
          running(order);
          return order;
        }
      }
    }
  }

  /// Has an attempt run on this worker.
  public TestWorker running(Order order) {
    attempts.put(
        order.getAttempt(),
        AttemptReport.newBuilder().setAttempt(order.getAttempt()).setPhase(Phase.COMPILE).build());
    return this;
  }

  /// Waits until the master has settled an attempt, and forgets it.
  public void awaitSettled(long attempt) throws InterruptedException {
    while (!orders.next().getSettledList().contains(attempt)) {
      // Orders that came before.
    }
    attempts.remove(attempt);
  }

  public LogAcknowledgement log(Order order, long offset, String text, boolean last)
      throws InterruptedException {
    var answers = new Received<LogAcknowledgement>();
    var chunks = stub.appendLog(answers);
    chunks.onNext(
        LogChunk.newBuilder()
            .setAttempt(order.getAttempt())
            .setOffset(offset)
            .setBytes(ByteString.copyFromUtf8(text))
            .setLast(last)
            .build());
    var answer = answers.next();
    chunks.onCompleted();
    return answer;
  }

  /// Makes a package as the attempt would.
  public static Path makePackage(Path directory, String pkgver, String architecture)
      throws IOException {
    return makePackage(directory, pkgver, architecture, "");
  }

  /// @param built when and where, so that no two builds give the same bytes
  private static Path makePackage(Path directory, String pkgver, String architecture, String built)
      throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree-" + pkgver + "/usr/share/doc"));
    Files.writeString(tree.resolve("note"), "made for " + architecture + "\n");
    var properties =
        PackageProperties.of(PkgVer.parse(pkgver), architecture, "A package of a test")
            .with("build-date", built);
    return PackageWriter.write(
        directory.resolve("tree-" + pkgver), properties, Instant.EPOCH, directory);
  }

  public static PackageFile announcement(Path file) throws IOException {
    return PackageFile.newBuilder()
        .setFileName(String.valueOf(file.getFileName()))
        .setSizeBytes(Files.size(file))
        .setSha256(ByteString.copyFrom(sha256(Files.readAllBytes(file))))
        .build();
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Uploads a file, and returns the last answer.
  public UploadResponse upload(long attempt, PackageFile announced, byte[] bytes) throws Exception {
    var answers = new Received<UploadResponse>();
    var pieces = stub.uploadPackage(answers);
    pieces.onNext(
        UploadRequest.newBuilder()
            .setAnnouncement(UploadAnnouncement.newBuilder().setAttempt(attempt).setFile(announced))
            .build());
    var first = answers.poll();
    if (first.isEmpty()) {
      return failure(answers);
    }
    if (first.get().getComplete()) {
      return first.get();
    }
    int from = Math.toIntExact(first.get().getWantedOffset());
    pieces.onNext(
        UploadRequest.newBuilder()
            .setBytes(
                UploadBytes.newBuilder()
                    .setOffset(from)
                    .setBytes(ByteString.copyFrom(bytes, from, bytes.length - from)))
            .build());
    pieces.onCompleted();
    var end = answers.end();
    if (end != null) {
      throw (Exception) end;
    }
    return answers.next();
  }

  private static UploadResponse failure(Received<?> answers) throws Exception {
    var end = answers.end();
    if (end instanceof Exception told) {
      throw told;
    }
    throw new AssertionError("no answer", end);
  }

  public void end(Order order, Cause cause, long logBytes, List<PackageFile> packages) {
    attempts.put(
        order.getAttempt(),
        AttemptReport.newBuilder()
            .setAttempt(order.getAttempt())
            .setPhase(Phase.UPLOAD)
            .setDiskBytesPeak(1 << 20)
            .setMemoryBytesPeak(1 << 20)
            .setEnd(
                AttemptEnd.newBuilder()
                    .setCause(cause)
                    .setPhase(Phase.COMPILE)
                    .setMessage(cause == Cause.SUCCEEDED ? "" : "it went wrong")
                    .setLogBytes(logBytes)
                    .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(3))
                    .addAllPackages(packages))
            .build());
    report();
  }

  /// Builds what it is ordered to, as a good worker does: log, packages, result.
  public Order buildNext(Path directory) throws Exception {
    var order = takeUp();
    report();
    String text = "=> building " + order.getPackage() + "\n";
    log(order, 0, text, true);
    var packages = new ArrayList<PackageFile>();
    var names = new ArrayList<>(order.getSubpackagesList());
    names.addFirst(order.getPackage());
    for (String one : names) {
      Path file =
          makePackage(
              directory,
              one + "-" + order.getVersion(),
              order.getTarget().getArchitecture(),
              "attempt " + order.getAttempt());
      var announced =
          announcement(file).toBuilder()
              .setRepository(repositoryByPackage.getOrDefault(one, ""))
              .build();
      upload(order.getAttempt(), announced, Files.readAllBytes(file));
      packages.add(announced);
    }
    end(order, Cause.SUCCEEDED, text.length(), packages);
    awaitSettled(order.getAttempt());
    return order;
  }

  public void disconnect() {
    reports.onError(new IOException("the cable was pulled"));
  }
}
