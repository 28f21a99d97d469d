package slipway.webui.pages;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.javalin.http.Context;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import slipway.proto.CancelWindowRequest;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.DrainRequest;
import slipway.proto.HoldRequest;
import slipway.proto.Lane;
import slipway.proto.MoveRequest;
import slipway.proto.Place;
import slipway.proto.PlanWindowRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Role;

/// What operators arrange until further notice, each a form of a page: holds, places in the queue,
/// drained locations, maintenance windows, corrected estimates.
public final class Arranging {

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,6}) ?(s|min|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?([MGT])(iB)?");

  private final FarmClient farm;
  private final Gate gate;

  public Arranging(FarmClient farm, Gate gate) {
    this.farm = farm;
    this.gate = gate;
  }

  public void hold(Context ctx) {
    var request =
        HoldRequest.newBuilder()
            .setActor(gate.admit(ctx, Role.OPERATOR))
            .setPackage(field(ctx, "package"))
            .setUndo(Actions.undo(ctx))
            .setReason(Actions.reason(ctx));
    String target = field(ctx, "target");
    if (!target.isEmpty()) {
      request.setTarget(Params.parseTarget(target));
    }
    if (request.getPackage().isEmpty() && target.isEmpty()) {
      throw new Refused(400, "Name a package or choose a target, or both.");
    }
    Actions.act(gate, ctx, "/queue", () -> farm.act(stub -> stub.hold(request.build())).getText());
  }

  public void moveBuild(Context ctx) {
    long build = Params.id(ctx, "build");
    move(ctx, MoveRequest.newBuilder().setBuild(build), "/build/" + build);
  }

  public void movePush(Context ctx) {
    long push = Params.id(ctx, "push");
    move(ctx, MoveRequest.newBuilder().setPush(push), "/push/" + push);
  }

  public void moveLane(Context ctx) {
    var from = lane(field(ctx, "from"));
    if (from == Lane.LANE_UNSPECIFIED) {
      throw new Refused(400, "Say of which lane.");
    }
    move(ctx, MoveRequest.newBuilder().setAllOf(from), "/queue");
  }

  private void move(Context ctx, MoveRequest.Builder what, String next) {
    var request =
        what.setActor(gate.admit(ctx, Role.OPERATOR))
            .setLane(lane(field(ctx, "lane")))
            .setPlace(place(field(ctx, "place")))
            .setReason(Actions.reason(ctx))
            .build();
    Actions.act(gate, ctx, next, () -> farm.act(stub -> stub.move(request)).getText());
  }

  public void drainLocation(Context ctx) {
    var request =
        DrainRequest.newBuilder()
            .setActor(gate.admit(ctx, Role.OPERATOR))
            .setLocation(required(ctx, "location"))
            .setUndo(Actions.undo(ctx))
            .setReason(Actions.reason(ctx))
            .build();
    Actions.act(gate, ctx, "/workers", () -> farm.act(stub -> stub.drain(request)).getText());
  }

  /// Times are UTC, as an input of the type `datetime-local` gives them.
  public void planWindow(Context ctx) {
    var request =
        PlanWindowRequest.newBuilder()
            .setActor(gate.admit(ctx, Role.OPERATOR))
            .setWorker(field(ctx, "worker"))
            .setLocation(field(ctx, "location"))
            .setFrom(moment(ctx, "from"))
            .setUntil(moment(ctx, "until"))
            .setReason(Actions.reason(ctx))
            .build();
    Actions.act(gate, ctx, "/workers", () -> farm.act(stub -> stub.planWindow(request)).getText());
  }

  public void cancelWindow(Context ctx) {
    var request =
        CancelWindowRequest.newBuilder()
            .setActor(gate.admit(ctx, Role.OPERATOR))
            .setWindow(Params.id(ctx, "window"))
            .setReason(Actions.reason(ctx))
            .build();
    Actions.act(
        gate, ctx, "/workers", () -> farm.act(stub -> stub.cancelWindow(request)).getText());
  }

  public void correctEstimate(Context ctx) {
    String name = ctx.pathParam("name");
    var request =
        CorrectEstimateRequest.newBuilder()
            .setActor(gate.admit(ctx, Role.OPERATOR))
            .setPackage(name)
            .setReason(Actions.reason(ctx))
            .setDiskBytes(bytes(ctx, "disk"))
            .setMemoryBytes(bytes(ctx, "memory"));
    String target = field(ctx, "target");
    if (!target.isEmpty()) {
      request.setTarget(Params.parseTarget(target));
    }
    span(ctx, "duration").ifPresent(request::setDuration);
    Actions.act(
        gate,
        ctx,
        "/package/" + Show.inAddress(name),
        () -> farm.act(stub -> stub.correctEstimate(request.build())).getText());
  }

  private static String field(Context ctx, String name) {
    return Optional.ofNullable(ctx.formParam(name)).orElse("").strip();
  }

  private static String required(Context ctx, String name) {
    var text = field(ctx, name);
    if (text.isEmpty()) {
      throw new Refused(400, "The field " + name + " must not be empty.");
    }
    return text;
  }

  private static Lane lane(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "" -> Lane.LANE_UNSPECIFIED;
      case "urgent" -> Lane.URGENT;
      case "push" -> Lane.PUSH;
      case "bulk" -> Lane.BULK;
      default -> throw new Refused(400, "There is no lane \"" + word + "\".");
    };
  }

  private static Place place(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "" -> Place.IN_ORDER;
      case "first" -> Place.FIRST;
      case "last" -> Place.LAST;
      default -> throw new Refused(400, "There is no place \"" + word + "\" in a lane.");
    };
  }

  private static Timestamp moment(Context ctx, String name) {
    var text = required(ctx, name);
    try {
      long seconds = LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
      return Timestamp.newBuilder().setSeconds(seconds).build();
    } catch (DateTimeParseException wrong) {
      throw new Refused(
          400,
          "The field " + name + " wants a time like 2026-11-24 22:00 (UTC), not " + text + ".");
    }
  }

  private static Optional<Duration> span(Context ctx, String name) {
    var text = field(ctx, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new Refused(400, "The field " + name + " wants a span like 90 min or 3 h.");
    }
    long unit =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "h" -> 3_600;
          default -> 60;
        };
    return Optional.of(
        Duration.newBuilder().setSeconds(Long.parseLong(matcher.group(1)) * unit).build());
  }

  private static long bytes(Context ctx, String name) {
    var text = field(ctx, name);
    if (text.isEmpty()) {
      return 0;
    }
    var matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new Refused(400, "The field " + name + " wants a size like 12 GiB.");
    }
    int shift =
        switch (matcher.group(2)) {
          case "M" -> 20;
          case "G" -> 30;
          default -> 40;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
