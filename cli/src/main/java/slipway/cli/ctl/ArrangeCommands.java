package slipway.cli.ctl;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.cli.Failure;
import slipway.cli.config.Settings;
import slipway.proto.Arrangements;
import slipway.proto.CancelWindowRequest;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.HoldRequest;
import slipway.proto.Lane;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.MoveRequest;
import slipway.proto.Place;
import slipway.proto.PlanWindowRequest;
import slipway.proto.RollBackRequest;

/// What operators arrange until further notice: holds, places in the queue, maintenance windows,
/// corrected estimates.
final class ArrangeCommands {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([MGT])(iB)?");

  private ArrangeCommands() {}

  /// Holding a package or a target, and taking that back.
  abstract static class HoldOrNot extends ActCommands.Act {
    @Parameters(arity = "0..1", paramLabel = "PACKAGE", description = "default: all")
    private String packageName = "";

    @Option(names = "--target", paramLabel = "TARGET", description = "default: all")
    private String target = "";

    abstract boolean undo();

    @Override
    final String act(FarmBlockingStub farm) {
      var request =
          HoldRequest.newBuilder()
              .setPackage(packageName)
              .setUndo(undo())
              .setReason(reason())
              .setActor(actor());
      if (!target.isEmpty()) {
        request.setTarget(Targets.parse(target));
      }
      return farm.hold(request.build()).getText();
    }
  }

  @Command(
      name = "hold",
      description = "Start nothing of a package, for a target, or of both together.")
  static final class Hold extends HoldOrNot {
    @Override
    boolean undo() {
      return false;
    }
  }

  @Command(name = "release", description = "Take a hold back.")
  static final class Release extends HoldOrNot {
    @Override
    boolean undo() {
      return true;
    }
  }

  @Command(
      name = "rollback",
      description = {
        "Make an architecture's index what it was before its last release.",
        "What that had released waits in the stage until something newer replaces it, or --end."
      })
  static final class RollBack extends ActCommands.Act {
    @Parameters(paramLabel = "ARCH", description = "such as x86_64-musl")
    private String architecture = "";

    @Option(names = "--end", description = "release again what was rolled back")
    private boolean end;

    @Override
    boolean takesLong() {
      return true;
    }

    @Override
    String act(FarmBlockingStub farm) {
      return farm.rollBack(
              RollBackRequest.newBuilder()
                  .setArchitecture(architecture)
                  .setEnd(end)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(
      name = "move",
      description = "Put waiting builds into another lane, or before or behind others of theirs.")
  static final class Move extends ActCommands.Act {
    @Option(names = "--build", paramLabel = "BUILD", description = "this build")
    private long build;

    @Option(names = "--push", paramLabel = "PUSH", description = "the builds of this push")
    private long push;

    @Option(names = "--all-of", paramLabel = "LANE", description = "all that wait in this lane")
    private String allOf = "";

    @Option(
        names = "--lane",
        paramLabel = "LANE",
        description = "urgent, push or bulk (default: each stays in its own)")
    private String lane = "";

    @Option(names = "--first", description = "before all others of the lane")
    private boolean first;

    @Option(names = "--last", description = "behind all others of the lane")
    private boolean last;

    @Override
    String act(FarmBlockingStub farm) {
      if (first && last) {
        throw new Failure("Either --first or --last.");
      }
      return farm.move(
              MoveRequest.newBuilder()
                  .setBuild(build)
                  .setPush(push)
                  .setAllOf(lane(allOf))
                  .setLane(lane(lane))
                  .setPlace(first ? Place.FIRST : last ? Place.LAST : Place.IN_ORDER)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(
      name = "window",
      description = {
        "Plan a maintenance window: what would not be done before it begins is not started there.",
        "Times are like 2026-03-01T22:00:00Z, or spans from now like 2h."
      })
  static final class Window extends ActCommands.Act {
    @Option(names = "--worker", paramLabel = "WORKER", description = "default: all")
    private String worker = "";

    @Option(names = "--location", paramLabel = "LOCATION", description = "default: everywhere")
    private String location = "";

    @Option(names = "--from", required = true, paramLabel = "TIME", description = "its beginning")
    private String from = "";

    @Option(names = "--until", required = true, paramLabel = "TIME", description = "its end")
    private String until = "";

    @Override
    String act(FarmBlockingStub farm) {
      var now = Instant.now();
      return farm.planWindow(
              PlanWindowRequest.newBuilder()
                  .setWorker(worker)
                  .setLocation(location)
                  .setFrom(moment("--from", from, now))
                  .setUntil(moment("--until", until, now))
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(name = "cancel-window", description = "Cancel a maintenance window, or end it early.")
  static final class CancelWindow extends ActCommands.Act {
    @Parameters(paramLabel = "WINDOW", description = "the window's number")
    private long window;

    @Override
    String act(FarmBlockingStub farm) {
      return farm.cancelWindow(
              CancelWindowRequest.newBuilder()
                  .setWindow(window)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(name = "expect", description = "Correct what builds of a package are expected to take.")
  static final class Expect extends ActCommands.Act {
    @Parameters(paramLabel = "PACKAGE", description = "the source package")
    private String packageName = "";

    @Option(names = "--target", paramLabel = "TARGET", description = "default: all")
    private String target = "";

    @Option(names = "--duration", paramLabel = "SPAN", description = "like 90m or 3h")
    private String duration = "";

    @Option(names = "--disk", paramLabel = "SIZE", description = "like 12GiB")
    private String disk = "";

    @Option(names = "--memory", paramLabel = "SIZE", description = "like 8GiB")
    private String memory = "";

    @Override
    String act(FarmBlockingStub farm) {
      var request =
          CorrectEstimateRequest.newBuilder()
              .setPackage(packageName)
              .setDiskBytes(bytes("--disk", disk))
              .setMemoryBytes(bytes("--memory", memory))
              .setReason(reason())
              .setActor(actor());
      if (!target.isEmpty()) {
        request.setTarget(Targets.parse(target));
      }
      if (!duration.isEmpty()) {
        request.setDuration(
            Duration.newBuilder().setSeconds(span("--duration", duration).toSeconds()));
      }
      return farm.correctEstimate(request.build()).getText();
    }
  }

  @Command(
      name = "arrangements",
      description = "What operators have arranged: holds, drained locations, maintenance windows.")
  static final class Standing extends ReadCommands.Read<Arrangements> {
    @Override
    Arrangements ask(FarmBlockingStub farm) {
      return farm.listArrangements(ListArrangementsRequest.getDefaultInstance());
    }

    @Override
    List<String> text(Arrangements all) {
      var lines = new ArrayList<String>();
      for (var hold : all.getHoldsList()) {
        lines.add(
            "held: %s%s, by %s %s"
                .formatted(
                    hold.getPackage().isEmpty() ? "all packages" : hold.getPackage(),
                    hold.hasTarget() ? " for " + Targets.text(hold.getTarget()) : "",
                    hold.getActor(),
                    Tables.printable(hold.getReason())));
      }
      for (var drain : all.getDrainedLocationsList()) {
        lines.add(
            "drained: %s, by %s %s"
                .formatted(
                    drain.getLocation(), drain.getActor(), Tables.printable(drain.getReason())));
      }
      for (var window : all.getWindowsList()) {
        lines.add(
            "window %d: %s%s from %s to %s, by %s %s"
                .formatted(
                    window.getId(),
                    window.getWorker().isEmpty() ? "all workers" : window.getWorker(),
                    window.getLocation().isEmpty() ? "" : " at " + window.getLocation(),
                    Instant.ofEpochSecond(window.getFrom().getSeconds()),
                    Instant.ofEpochSecond(window.getUntil().getSeconds()),
                    window.getActor(),
                    Tables.printable(window.getReason())));
      }
      return lines.isEmpty() ? List.of("Nothing is arranged.") : lines;
    }
  }

  static Lane lane(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "" -> Lane.LANE_UNSPECIFIED;
      case "urgent" -> Lane.URGENT;
      case "push" -> Lane.PUSH;
      case "bulk" -> Lane.BULK;
      default -> throw new Failure("There is no lane " + word + ": urgent, push or bulk.");
    };
  }

  private static java.time.Duration span(String option, String text) {
    return Settings.durationOf(text)
        .orElseThrow(() -> new Failure(option + " wants a span like 90m or 3h, not " + text + "."));
  }

  private static Timestamp moment(String option, String text, Instant now) {
    Instant at;
    try {
      at = Settings.durationOf(text).map(now::plus).orElseGet(() -> Instant.parse(text));
    } catch (DateTimeParseException wrong) {
      throw new Failure(
          option
              + " wants a time like 2026-03-01T22:00:00Z or a span from now like 2h, not "
              + text
              + ".");
    }
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  private static long bytes(String option, String text) {
    if (text.isEmpty()) {
      return 0;
    }
    var matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new Failure(option + " wants a size like 12GiB, not " + text + ".");
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
