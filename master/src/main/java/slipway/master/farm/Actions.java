package slipway.master.farm;

import static slipway.master.farm.Acting.actor;
import static slipway.master.farm.Acting.bounded;
import static slipway.master.farm.Acting.reason;
import static slipway.master.farm.Acting.text;

import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogStoreFailed;
import slipway.master.door.Identity;
import slipway.master.door.Role;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.master.upkeep.LogBackups;
import slipway.master.wire.Wire;
import slipway.proto.ActionResponse;
import slipway.proto.BackUpLogsRequest;
import slipway.proto.CancelRequest;
import slipway.proto.ForceRequest;
import slipway.proto.ForceResponse;
import slipway.proto.PauseRequest;
import slipway.proto.ReportPushRequest;
import slipway.proto.ReportPushResponse;
import slipway.proto.RetryRequest;
import slipway.scheduler.BuildId;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.Refused;

/// What people and programs do to the farm. Each answers once the history shows what followed.
final class Actions {
  private static final Logger log = LoggerFactory.getLogger(Actions.class);
  private static final Duration PLAN_PATIENCE = Duration.ofSeconds(8);
  private static final int PACKAGES_MAX = 1_000;

  private final Leading leading;
  private final Acting acting;
  private final TreeView tree;
  private final LogBackups logBackups;

  Actions(Leading leading, Acting acting, TreeView tree, LogBackups logBackups) {
    this.leading = leading;
    this.acting = acting;
    this.tree = tree;
    this.logBackups = logBackups;
  }

  ReportPushResponse reportPush(ReportPushRequest request) throws Refused {
    var client = Identity.client(Role.COMMITTER);
    leading.loop();
    if (!request.getCommit().isEmpty() && !request.getCommit().matches("[0-9a-f]{40}")) {
      throw new IllegalArgumentException(
          "commit: 40 hex digits, or nothing for whatever the branch points to");
    }
    String who = request.getWho().isEmpty() ? actor(client, request.getActor()) : request.getWho();
    var reported =
        tree.report(
            request.getCommit(),
            request.getOldCommit(),
            bounded("who", who),
            Wire.lane(request.getLane(), Lane.PUSH),
            PLAN_PATIENCE);
    return ReportPushResponse.newBuilder()
        .setPush(reported.push())
        .setBuilds(reported.queuedCount())
        .setText(reported.text())
        .build();
  }

  ForceResponse force(ForceRequest request) throws Refused {
    var client = Identity.client(Role.COMMITTER);
    if (request.getPackagesCount() == 0 || request.getPackagesCount() > PACKAGES_MAX) {
      throw new IllegalArgumentException("packages: name from 1 to " + PACKAGES_MAX);
    }
    var rebuild =
        tree.rebuild(
            request.getPackagesList(),
            request.getTargetsList().stream().map(Wire::target).toList(),
            request.getWithDependents());
    var decision =
        act(
            new Command.Force(
                rebuild.wanted(),
                rebuild.followers(),
                Wire.lane(request.getLane(), Lane.URGENT),
                request.getFirst(),
                actor(client, request.getActor()),
                reason(request.getReason())));
    var builds = new LinkedHashSet<Long>();
    int followers = 0;
    for (Event event : decision.events()) {
      switch (event) {
        case Event.BuildQueued queued -> {
          builds.add(queued.build().value());
          followers += queued.follows() ? 1 : 0;
        }
        case Event.BuildMoved moved -> builds.add(moved.build().value());
        case Event.BuildRevived revived -> builds.add(revived.build().value());
        default -> {}
      }
    }
    return ForceResponse.newBuilder()
        .addAllBuilds(builds)
        .setText(
            builds.isEmpty()
                ? "nothing to do: all of it is on its way already"
                : willRun(builds.size() - followers, followers))
        .build();
  }

  private static String willRun(int certain, int followers) {
    String text = certain == 1 ? "1 build will run" : "%d builds will run".formatted(certain);
    return followers == 0
        ? text
        : "%s, and up to %d that depend on what comes out otherwise".formatted(text, followers);
  }

  ActionResponse retry(RetryRequest request) throws Refused {
    var client = Identity.client(Role.COMMITTER);
    var decision =
        act(
            new Command.Retry(
                build(request.getBuild()),
                actor(client, request.getActor()),
                reason(request.getReason())));
    long revived = count(decision, Event.BuildRevived.class);
    return text(
        "build %d will be tried again%s"
            .formatted(
                request.getBuild(),
                revived > 1 ? ", and %d builds that wait for it".formatted(revived - 1) : ""));
  }

  ActionResponse cancel(CancelRequest request) throws Refused {
    var client = Identity.client(Role.COMMITTER);
    act(
        new Command.Cancel(
            build(request.getBuild()),
            actor(client, request.getActor()),
            reason(request.getReason())));
    return text("build %d is cancelled".formatted(request.getBuild()));
  }

  ActionResponse pause(PauseRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    act(
        new Command.Pause(
            request.getUndo(), actor(client, request.getActor()), reason(request.getReason())));
    return text(
        request.getUndo()
            ? "the farm starts builds again"
            : "the farm starts nothing new until it is resumed; what runs goes on");
  }

  /// Answers when the backup is made. Is not journaled: it changes nothing in the farm.
  ActionResponse backUpLogs(BackUpLogsRequest request) throws InterruptedException {
    var client = Identity.client(Role.OPERATOR);
    if (!logBackups.planned()) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "the master's configuration names no directory for backups: set directory in [log-backup]")
          .asRuntimeException();
    }
    log.atInfo()
        .addKeyValue("actor", actor(client, request.getActor()))
        .log("backup of the logs asked for");
    try {
      var made = logBackups.make();
      return text("backup %d is made: %,d bytes".formatted(made.number(), made.bytes()));
    } catch (LogStoreFailed refused) {
      throw Status.UNAVAILABLE
          .withDescription(refused.getMessage())
          .withCause(refused)
          .asRuntimeException();
    }
  }

  private FarmLoop.Decision act(Command command) throws Refused {
    return acting.act(command);
  }

  private static long count(FarmLoop.Decision decision, Class<? extends Event> kind) {
    return decision.events().stream().filter(kind::isInstance).count();
  }

  private static BuildId build(long id) {
    if (id <= 0) {
      throw BuildPages.noBuild(id);
    }
    return new BuildId(id);
  }
}
