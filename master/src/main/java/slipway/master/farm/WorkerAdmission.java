package slipway.master.farm;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.Enrolment;
import slipway.master.door.Identity;
import slipway.master.door.Role;
import slipway.master.workers.WorkerSessions;
import slipway.proto.ActionResponse;
import slipway.proto.InviteWorkerRequest;
import slipway.proto.InviteWorkerResponse;
import slipway.proto.RevokeWorkerRequest;

/// Operators let workers in, and turn them out.
final class WorkerAdmission {
  private static final Duration VALID_USUALLY = Duration.ofHours(1);
  private static final Logger log = LoggerFactory.getLogger(WorkerAdmission.class);

  private final Enrolment enrolment;
  private final WorkerSessions sessions;

  WorkerAdmission(Enrolment enrolment, WorkerSessions sessions) {
    this.enrolment = enrolment;
    this.sessions = sessions;
  }

  InviteWorkerResponse invite(InviteWorkerRequest request) throws IOException {
    var actor = Acting.actor(Identity.client(Role.OPERATOR), request.getActor());
    var valid =
        request.hasValid() ? Duration.ofSeconds(request.getValid().getSeconds()) : VALID_USUALLY;
    var code =
        enrolment.invite(request.getWorker(), request.getHostArchitecturesList(), valid, actor);
    log.atInfo()
        .addKeyValue("worker", request.getWorker())
        .addKeyValue("hosts", request.getHostArchitecturesList())
        .addKeyValue("actor", actor)
        .addKeyValue("reason", Acting.reason(request.getReason()))
        .log("worker invited");
    return InviteWorkerResponse.newBuilder()
        .setCode(code.text())
        .setExpires(Timestamp.newBuilder().setSeconds(code.expires().getEpochSecond()))
        .build();
  }

  ActionResponse revoke(RevokeWorkerRequest request) throws IOException {
    var actor = Acting.actor(Identity.client(Role.OPERATOR), request.getActor());
    var name = request.getWorker();
    if (!enrolment.revoke(name)) {
      throw Status.NOT_FOUND
          .withDescription(
              "no worker %s was enrolled or invited; a worker of the master's configuration is taken out there. Enrolled: %s"
                  .formatted(name, String.join(", ", enrolment.joined())))
          .asRuntimeException();
    }
    sessions.end(name, "worker %s was turned out by %s".formatted(name, actor));
    log.atInfo()
        .addKeyValue("worker", name)
        .addKeyValue("actor", actor)
        .addKeyValue("reason", Acting.reason(request.getReason()))
        .log("worker turned out");
    return ActionResponse.newBuilder()
        .setText(
            "worker %s is turned out; what it runs is given to others after the usual silence"
                .formatted(name))
        .build();
  }
}
