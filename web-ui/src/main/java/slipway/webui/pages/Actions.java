package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.CancelRequest;
import slipway.proto.DrainRequest;
import slipway.proto.ForceRequest;
import slipway.proto.Lane;
import slipway.proto.PauseRequest;
import slipway.proto.RetryRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Notice;
import slipway.webui.login.Role;

/// What people do to the farm, each a form of a page. The person's name goes into the farm's
/// journal.
///
/// What the farm answers is shown on the page that follows, also when it says that something is not
/// possible now.
public final class Actions {

  private static final int REASON_LENGTH_MAX = 200;
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

  private final FarmClient farm;
  private final Gate gate;

  public Actions(FarmClient farm, Gate gate) {
    this.farm = farm;
    this.gate = gate;
  }

  /// For templates.
  public static boolean canRetry(Build build) {
    return build.getState() == BuildState.FAILED
        || build.getState() == BuildState.DEPENDENCY_FAILED
        || build.getState() == BuildState.CANCELLED;
  }

  /// For templates.
  public static boolean canCancel(Build build) {
    return build.getState() == BuildState.BLOCKED
        || build.getState() == BuildState.READY
        || build.getState() == BuildState.BUILDING;
  }

  public void retry(Context ctx) {
    var actor = gate.admit(ctx, Role.COMMITTER);
    long build = Params.id(ctx, "build");
    var request =
        RetryRequest.newBuilder().setBuild(build).setActor(actor).setReason(reason(ctx)).build();
    act(ctx, "/build/" + build, () -> farm.act(stub -> stub.retry(request)).getText());
  }

  public void cancel(Context ctx) {
    var actor = gate.admit(ctx, Role.COMMITTER);
    long build = Params.id(ctx, "build");
    var request =
        CancelRequest.newBuilder().setBuild(build).setActor(actor).setReason(reason(ctx)).build();
    act(ctx, "/build/" + build, () -> farm.act(stub -> stub.cancel(request)).getText());
  }

  public void force(Context ctx) {
    var actor = gate.admit(ctx, Role.COMMITTER);
    var packages = words(ctx, "packages");
    if (packages.isEmpty()) {
      throw new Refused(400, "Name at least one package.");
    }
    var request =
        ForceRequest.newBuilder()
            .addAllPackages(packages)
            .addAllTargets(words(ctx, "targets").stream().map(Params::parseTarget).toList())
            .setLane(lane(ctx))
            .setFirst("1".equals(ctx.formParam("first")))
            .setWithDependents("1".equals(ctx.formParam("dependents")))
            .setReason(reason(ctx))
            .setActor(actor)
            .build();
    var next = packages.size() == 1 ? "/package/" + Show.inAddress(packages.getFirst()) : "/queue";
    act(ctx, next, () -> farm.act(stub -> stub.force(request)).getText());
  }

  public void drain(Context ctx) {
    var actor = gate.admit(ctx, Role.OPERATOR);
    var worker = ctx.pathParam("name");
    var request =
        DrainRequest.newBuilder()
            .setWorker(worker)
            .setUndo(undo(ctx))
            .setReason(reason(ctx))
            .setActor(actor)
            .build();
    var next = "/worker/" + Show.inAddress(worker);
    act(ctx, next, () -> farm.act(stub -> stub.drain(request)).getText());
  }

  public void pause(Context ctx) {
    var actor = gate.admit(ctx, Role.OPERATOR);
    var request =
        PauseRequest.newBuilder().setUndo(undo(ctx)).setReason(reason(ctx)).setActor(actor).build();
    act(ctx, "/queue", () -> farm.act(stub -> stub.pause(request)).getText());
  }

  private void act(Context ctx, String next, Supplier<String> action) {
    act(gate, ctx, next, action);
  }

  static void act(Gate gate, Context ctx, String next, Supplier<String> action) {
    Notice notice;
    try {
      var text = action.get();
      notice = new Notice(text.isEmpty() ? "Done." : text, true);
    } catch (FarmException failure) {
      if (failure.reason() != FarmException.Reason.NOT_NOW) {
        throw failure;
      }
      notice = new Notice(String.valueOf(failure.getMessage()), false);
    }
    gate.leaveNotice(ctx, notice);
    ctx.redirect(next, HttpStatus.SEE_OTHER);
  }

  static boolean undo(Context ctx) {
    return "1".equals(ctx.formParam("undo"));
  }

  static String reason(Context ctx) {
    var reason = Optional.ofNullable(ctx.formParam("reason")).orElse("").strip();
    return reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX));
  }

  static List<String> words(Context ctx, String field) {
    return ctx.formParams(field).stream()
        .flatMap(SEPARATOR::splitAsStream)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static Lane lane(Context ctx) {
    var word = Optional.ofNullable(ctx.formParam("lane")).orElse("");
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "push" -> Lane.PUSH;
      case "bulk" -> Lane.BULK;
      case "", "urgent" -> Lane.URGENT;
      default -> throw new Refused(400, "There is no lane \"" + word + "\".");
    };
  }
}
