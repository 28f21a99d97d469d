package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogStore;
import slipway.master.door.Enrolment;
import slipway.master.door.Identity;
import slipway.master.intake.Intake;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.master.loop.Leases;
import slipway.proto.EnrolRequest;
import slipway.proto.EnrolResponse;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;
import slipway.proto.TreePiece;
import slipway.proto.TreeReceipt;
import slipway.proto.UploadRequest;
import slipway.proto.UploadResponse;
import slipway.proto.WorkerOrders;
import slipway.proto.WorkerReport;
import slipway.proto.WorkersGrpc;
import slipway.scheduler.Orders;

/// What workers call. Each stream is served by virtual threads that may wait; nothing here waits on
/// the farm's own thread.
public final class WorkersService extends WorkersGrpc.WorkersImplBase {
  private static final Logger log = LoggerFactory.getLogger(WorkersService.class);

  private final Leading leading;
  private final Leases leases;
  private final WorkerSessions sessions;
  private final LastReports reports;
  private final OrderSpelling spelling;
  private final Endings endings;
  private final NeededDistfiles distfiles = new NeededDistfiles();
  private final LogStore logs;
  private final Intake intake;
  private final Executor writers;
  private final Enrolment enrolment;
  private final TreeRequests trees;

  /// @param writers virtual threads that write to streams
  public WorkersService(
      Leading leading,
      Leases leases,
      WorkerSessions sessions,
      LastReports reports,
      OrderSpelling spelling,
      Acceptance acceptance,
      LogStore logs,
      Intake intake,
      Executor writers,
      Enrolment enrolment,
      TreeRequests trees) {
    this.leading = leading;
    this.leases = leases;
    this.sessions = sessions;
    this.reports = reports;
    this.spelling = spelling;
    this.endings = new Endings(leases, acceptance);
    this.logs = logs;
    this.intake = intake;
    this.writers = writers;
    this.enrolment = enrolment;
    this.trees = trees;
  }

  @Override
  public StreamObserver<WorkerReport> synchronize(StreamObserver<WorkerOrders> answers) {
    var identity = Identity.worker();
    var loop = leading.loop();
    var stream = (ServerCallStreamObserver<WorkerOrders>) answers;
    var session =
        new WorkerSession(
            sessions.begun(),
            identity.name(),
            stream,
            orders -> spell(identity.name(), orders, loop),
            writers);
    stream.setOnReadyHandler(session::write);
    stream.setOnCancelHandler(() -> sessions.closed(session));
    return new SynchronizeCall(identity, loop, session, sessions, reports, endings);
  }

  private WorkerOrders spell(String worker, Orders orders, FarmLoop loop) {
    return spelling.spell(orders, loop.epoch(), distfiles.names(loop)).toBuilder()
        .addAllWantedTrees(trees.wantedOf(worker))
        .build();
  }

  @Override
  public StreamObserver<LogChunk> appendLog(StreamObserver<LogAcknowledgement> answers) {
    var identity = Identity.worker();
    leading.loop();
    var stream = (ServerCallStreamObserver<LogAcknowledgement>) answers;
    return new AppendLogCall(identity.name(), leases, logs, stream, writers);
  }

  @Override
  public StreamObserver<UploadRequest> uploadPackage(StreamObserver<UploadResponse> answers) {
    var identity = Identity.worker();
    leading.loop();
    return new UploadCall(identity.name(), leases, intake, answers);
  }

  @Override
  public StreamObserver<TreePiece> sendTree(StreamObserver<TreeReceipt> answers) {
    return new SendTreeCall(Identity.worker().name(), trees, answers);
  }

  @Override
  public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answers) {
    try {
      var worker =
          enrolment.enrol(
              request.getCode(), HexFormat.of().formatHex(request.getTokenSha256().toByteArray()));
      log.atInfo().addKeyValue("worker", worker.name()).log("worker enrolled");
      answers.onNext(
          EnrolResponse.newBuilder()
              .setWorker(worker.name())
              .addAllHostArchitectures(new TreeSet<>(worker.hosts()))
              .build());
      answers.onCompleted();
    } catch (IllegalArgumentException refused) {
      log.atWarn().addKeyValue("why", refused.getMessage()).log("enrolment refused");
      answers.onError(invalid(refused).asRuntimeException());
    } catch (IOException failed) {
      log.atError().setCause(failed).log("an enrolment cannot be kept");
      answers.onError(
          Status.UNAVAILABLE
              .withDescription("the master cannot keep it just now; try again with the same code")
              .withCause(failed)
              .asRuntimeException());
    }
  }

  /// What makes no sense is the sender's fault, and said so.
  static Status invalid(IllegalArgumentException senseless) {
    return Status.INVALID_ARGUMENT.withDescription(senseless.getMessage()).withCause(senseless);
  }
}
