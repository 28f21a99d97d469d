package slipway.master.farm;

import static slipway.master.farm.Acting.actor;
import static slipway.master.farm.Acting.bounded;
import static slipway.master.farm.Acting.reason;
import static slipway.master.farm.Acting.text;

import java.time.Duration;
import slipway.master.door.Identity;
import slipway.master.door.Role;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.ActionResponse;
import slipway.proto.Arrangements;
import slipway.proto.CancelWindowRequest;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.DrainRequest;
import slipway.proto.DrainedLocation;
import slipway.proto.HeldBuilds;
import slipway.proto.HoldRequest;
import slipway.proto.MaintenanceWindow;
import slipway.proto.MoveRequest;
import slipway.proto.PlanWindowRequest;
import slipway.proto.PlanWindowResponse;
import slipway.proto.RollBackRequest;
import slipway.scheduler.BuildId;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.PushId;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;

/// What operators arrange: holds, drains, maintenance windows, places in the queue, estimates,
/// rollbacks.
final class ArrangementActions {
  private final Leading leading;
  private final Acting acting;
  private final PublishingView publishing;

  ArrangementActions(Leading leading, Acting acting, PublishingView publishing) {
    this.leading = leading;
    this.acting = acting;
    this.publishing = publishing;
  }

  Arrangements list() {
    var loop = leading.loop();
    var now = loop.now();
    var all = Arrangements.newBuilder();
    loop.query(farm -> farm.holds()).forEach(hold -> all.addHolds(wire(hold)));
    loop.query(farm -> farm.drainedLocations())
        .forEach(drain ->
            all.addDrainedLocations(
                DrainedLocation.newBuilder()
                    .setLocation(drain.location())
                    .setActor(drain.actor())
                    .setReason(drain.reason())
                    .setSince(Wire.time(drain.at()))));
    loop.query(farm -> farm.windows(now))
        .forEach(window ->
            all.addWindows(
                MaintenanceWindow.newBuilder()
                    .setId(window.window())
                    .setWorker(window.worker())
                    .setLocation(window.location())
                    .setFrom(Wire.time(window.from()))
                    .setUntil(Wire.time(window.until()))
                    .setActor(window.actor())
                    .setReason(window.reason())));
    return all.build();
  }

  private static HeldBuilds wire(Event.BuildsHeld hold) {
    var held =
        HeldBuilds.newBuilder()
            .setPackage(hold.packageName())
            .setActor(hold.actor())
            .setReason(hold.reason())
            .setSince(Wire.time(hold.at()));
    if (!hold.target().equals(Target.ANY)) {
      held.setTarget(Wire.target(hold.target()));
    }
    return held.build();
  }

  ActionResponse drain(DrainRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    String who = actor(client, request.getActor());
    String why = reason(request.getReason());
    boolean undo = request.getUndo();
    if (!request.getWorker().isEmpty() && !request.getLocation().isEmpty()) {
      throw new IllegalArgumentException("name a worker or a location, not both");
    }
    if (request.getLocation().isEmpty()) {
      acting.act(new Command.Drain(request.getWorker(), undo, who, why));
      return text(
          undo
              ? "worker %s takes builds again".formatted(request.getWorker())
              : "worker %s finishes what it runs and gets nothing new"
                  .formatted(request.getWorker()));
    }
    acting.act(new Command.DrainLocation(request.getLocation(), undo, who, why));
    return text(
        undo
            ? "workers at %s take builds again".formatted(request.getLocation())
            : "workers at %s finish what they run and get nothing new"
                .formatted(request.getLocation()));
  }

  ActionResponse rollBack(RollBackRequest request) throws Refused, InterruptedException {
    var client = Identity.client(Role.OPERATOR);
    leading.loop();
    return text(
        publishing.rollBack(
            bounded("architecture", request.getArchitecture()),
            request.getEnd(),
            actor(client, request.getActor()),
            reason(request.getReason())));
  }

  ActionResponse hold(HoldRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    var target = request.hasTarget() ? Wire.target(request.getTarget()) : Target.ANY;
    String name = bounded("package", request.getPackage());
    acting.act(
        new Command.Hold(
            name,
            target,
            request.getUndo(),
            actor(client, request.getActor()),
            reason(request.getReason())));
    String what =
        (name.isEmpty() ? "all packages" : name)
            + (target.equals(Target.ANY) ? "" : " for " + target);
    return text(
        request.getUndo()
            ? "the hold of %s is released".formatted(what)
            : "%s: nothing starts until the hold is released; what runs goes on".formatted(what));
  }

  ActionResponse move(MoveRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    var decision =
        acting.act(
            new Command.Move(
                selection(request),
                request.getLane() == slipway.proto.Lane.LANE_UNSPECIFIED
                    ? null
                    : Wire.lane(request.getLane(), Lane.PUSH),
                place(request.getPlace()),
                actor(client, request.getActor()),
                reason(request.getReason())));
    return text("%s moved".formatted(builds(decision)));
  }

  private static String builds(FarmLoop.Decision decision) {
    long count =
        decision.events().stream().filter(event -> event instanceof Event.BuildMoved).count();
    return count == 1 ? "one build is" : count + " builds are";
  }

  private static Command.Selection selection(MoveRequest request) {
    int named =
        (request.getBuild() != 0 ? 1 : 0)
            + (request.getPush() != 0 ? 1 : 0)
            + (request.getAllOf() != slipway.proto.Lane.LANE_UNSPECIFIED ? 1 : 0);
    if (named != 1 || request.getBuild() < 0 || request.getPush() < 0) {
      throw new IllegalArgumentException("name one of: a build, a push, all of a lane");
    }
    if (request.getBuild() != 0) {
      return new Command.Selection.One(new BuildId(request.getBuild()));
    }
    return request.getPush() != 0
        ? new Command.Selection.OfPush(new PushId(request.getPush()))
        : new Command.Selection.OfLane(Wire.lane(request.getAllOf(), Lane.PUSH));
  }

  private static Command.Place place(slipway.proto.Place place) {
    return switch (place) {
      case IN_ORDER -> Command.Place.IN_ORDER;
      case FIRST -> Command.Place.FIRST;
      case LAST -> Command.Place.LAST;
      case UNRECOGNIZED -> throw new IllegalArgumentException("there is no such place in a lane");
    };
  }

  PlanWindowResponse planWindow(PlanWindowRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    if (!request.hasFrom() || !request.hasUntil()) {
      throw new IllegalArgumentException("a window needs a beginning (from) and an end (until)");
    }
    var decision =
        acting.act(
            new Command.PlanWindow(
                bounded("worker", request.getWorker()),
                bounded("location", request.getLocation()),
                Wire.time(request.getFrom()),
                Wire.time(request.getUntil()),
                actor(client, request.getActor()),
                reason(request.getReason())));
    for (Event event : decision.events()) {
      if (event instanceof Event.WindowPlanned planned) {
        return PlanWindowResponse.newBuilder()
            .setWindow(planned.window())
            .setText("maintenance window %d is planned".formatted(planned.window()))
            .build();
      }
    }
    throw new IllegalStateException("a window was planned without an event");
  }

  ActionResponse cancelWindow(CancelWindowRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    acting.act(
        new Command.CancelWindow(
            request.getWindow(), actor(client, request.getActor()), reason(request.getReason())));
    return text("maintenance window %d is cancelled".formatted(request.getWindow()));
  }

  ActionResponse correct(CorrectEstimateRequest request) throws Refused {
    var client = Identity.client(Role.OPERATOR);
    acting.act(
        new Command.CorrectEstimate(
            bounded("package", request.getPackage()),
            request.hasTarget() ? Wire.target(request.getTarget()) : Target.ANY,
            request.hasDuration() ? Wire.span(request.getDuration()) : Duration.ZERO,
            request.getDiskBytes(),
            request.getMemoryBytes(),
            actor(client, request.getActor()),
            reason(request.getReason())));
    return text("what %s is expected to take is corrected".formatted(request.getPackage()));
  }
}
