package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.Identity;
import slipway.master.door.NoLeader;
import slipway.master.loop.FarmLoop;
import slipway.proto.AttemptReport;
import slipway.proto.WorkerReport;
import slipway.scheduler.Command;
import slipway.scheduler.Refused;

/// One worker's reports, in the order in which they come. What ended and what runs go to the farm
/// together, in one turn of its loop; the orders come back through the session.
final class SynchronizeCall implements StreamObserver<WorkerReport> {
  private static final Logger log = LoggerFactory.getLogger(SynchronizeCall.class);

  private final Identity.Worker identity;
  private final FarmLoop loop;
  private final WorkerSession session;
  private final WorkerSessions sessions;
  private final LastReports reports;
  private final Endings endings;
  private boolean opened;

  SynchronizeCall(
      Identity.Worker identity,
      FarmLoop loop,
      WorkerSession session,
      WorkerSessions sessions,
      LastReports reports,
      Endings endings) {
    this.identity = identity;
    this.loop = loop;
    this.session = session;
    this.sessions = sessions;
    this.reports = reports;
    this.endings = endings;
  }

  @Override
  public void onNext(WorkerReport report) {
    try {
      take(report);
    } catch (IllegalArgumentException senseless) {
      end(WorkersService.invalid(senseless));
    } catch (NoLeader none) {
      end(Status.UNAVAILABLE.withDescription(none.getMessage()));
    } catch (Refused | IOException failed) {
      end(Status.UNAVAILABLE.withDescription(failed.getMessage()).withCause(failed));
    }
  }

  private void take(WorkerReport report) throws IOException, Refused {
    var status = Reports.status(report, identity);
    if (!opened) {
      opened = true;
      sessions.opened(session);
    }
    reports.heard(report, loop.now());
    var answers = new ArrayList<CompletableFuture<FarmLoop.Decision>>();
    for (AttemptReport attempt : report.getAttemptsList()) {
      var ended = endings.ended(identity.name(), attempt);
      if (ended.isPresent()) {
        answers.add(loop.submit(ended.get()));
      }
    }
    var reported = new ArrayList<CompletableFuture<FarmLoop.Decision>>();
    boolean newest =
        sessions.ifNewest(
            session, () -> reported.add(loop.submit(new Command.WorkerReported(status))));
    if (!newest) {
      log.atDebug().addKeyValue("worker", identity.name()).log("report of an old stream ignored");
    }
    for (var answer : answers) {
      try {
        FarmLoop.answered(answer);
      } catch (Refused settled) {
        log.atDebug()
            .addKeyValue("worker", identity.name())
            .addKeyValue("why", settled.getMessage())
            .log("result of an attempt not taken");
      }
    }
    for (var answer : reported) {
      FarmLoop.answered(answer);
    }
  }

  private void end(Status status) {
    log.atWarn()
        .addKeyValue("worker", identity.name())
        .addKeyValue("status", status.getCode())
        .addKeyValue("why", status.getDescription())
        .log("worker's stream ended");
    sessions.closed(session);
    session.end(status);
  }

  @Override
  public void onError(Throwable broken) {
    sessions.closed(session);
  }

  @Override
  public void onCompleted() {
    sessions.closed(session);
    session.end(Status.OK);
  }
}
