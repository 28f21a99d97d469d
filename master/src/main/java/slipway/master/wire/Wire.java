package slipway.master.wire;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.Lane;
import slipway.proto.Phase;
import slipway.proto.Target;
import slipway.scheduler.Outcome;

/// Turns the farm's words into those of the wire, and back. What comes in and makes no sense is an
/// {@link IllegalArgumentException} whose message is for the sender.
public final class Wire {
  private Wire() {}

  public static Timestamp time(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  public static Instant time(Timestamp at) {
    try {
      return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    } catch (DateTimeException | ArithmeticException senseless) {
      throw new IllegalArgumentException("not a time: " + at.getSeconds() + " s", senseless);
    }
  }

  public static com.google.protobuf.Duration span(Duration span) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(span.getSeconds())
        .setNanos(span.getNano())
        .build();
  }

  /// @throws IllegalArgumentException if the span is negative or longer than a thousand years
  public static Duration span(com.google.protobuf.Duration span) {
    if (span.getSeconds() < 0 || span.getNanos() < 0 || span.getSeconds() > 31_556_952_000L) {
      throw new IllegalArgumentException("not a span of time: " + span.getSeconds() + " s");
    }
    return Duration.ofSeconds(span.getSeconds(), span.getNanos());
  }

  public static Target target(slipway.scheduler.Target target) {
    return Target.newBuilder()
        .setHost(target.host())
        .setArchitecture(target.architecture())
        .build();
  }

  /// @throws IllegalArgumentException if it names no architecture
  public static slipway.scheduler.Target target(Target target) {
    if (target.getArchitecture().isEmpty()) {
      throw new IllegalArgumentException("the target names no architecture");
    }
    return new slipway.scheduler.Target(
        target.getHost().isEmpty() ? target.getArchitecture() : target.getHost(),
        target.getArchitecture());
  }

  public static String text(Target target) {
    return target.getHost().equals(target.getArchitecture())
        ? target.getArchitecture()
        : target.getArchitecture() + "@" + target.getHost();
  }

  public static BuildState state(slipway.scheduler.BuildState state) {
    return switch (state) {
      case BLOCKED -> BuildState.BLOCKED;
      case READY -> BuildState.READY;
      case BUILDING -> BuildState.BUILDING;
      case DELIVERED -> BuildState.DELIVERED;
      case STAGED -> BuildState.STAGED;
      case RELEASED -> BuildState.RELEASED;
      case FAILED -> BuildState.FAILED;
      case DEPENDENCY_FAILED -> BuildState.DEPENDENCY_FAILED;
      case SUPERSEDED -> BuildState.SUPERSEDED;
      case CANCELLED -> BuildState.CANCELLED;
    };
  }

  public static Lane lane(slipway.scheduler.Lane lane) {
    return switch (lane) {
      case URGENT -> Lane.URGENT;
      case PUSH -> Lane.PUSH;
      case BULK -> Lane.BULK;
    };
  }

  /// @param otherwise what an unspecified lane means
  public static slipway.scheduler.Lane lane(Lane lane, slipway.scheduler.Lane otherwise) {
    return switch (lane) {
      case URGENT -> slipway.scheduler.Lane.URGENT;
      case PUSH -> slipway.scheduler.Lane.PUSH;
      case BULK -> slipway.scheduler.Lane.BULK;
      case LANE_UNSPECIFIED -> otherwise;
      case UNRECOGNIZED -> throw new IllegalArgumentException("there is no such lane");
    };
  }

  public static Phase phase(slipway.scheduler.Phase phase) {
    return Phase.valueOf(phase.name());
  }

  /// An unspecified or unknown phase counts as the first.
  public static slipway.scheduler.Phase phase(Phase phase) {
    return switch (phase) {
      case PHASE_UNSPECIFIED, UNRECOGNIZED -> slipway.scheduler.Phase.PREPARE;
      default -> slipway.scheduler.Phase.valueOf(phase.name());
    };
  }

  public static Cause cause(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> Cause.SUCCEEDED;
      case Outcome.PackageError _ -> Cause.PACKAGE_ERROR;
      case Outcome.FetchFailed _ -> Cause.FETCH_FAILED;
      case Outcome.OutOfSpace _ -> Cause.OUT_OF_SPACE;
      case Outcome.OutOfMemory _ -> Cause.OUT_OF_MEMORY;
      case Outcome.TimedOut(_, var silent, _) -> silent ? Cause.NO_OUTPUT : Cause.TOO_LONG;
      case Outcome.WorkerError _ -> Cause.WORKER_ERROR;
      case Outcome.WorkerLost _ -> Cause.WORKER_LOST;
      case Outcome.NotBuildable _ -> Cause.NOT_BUILDABLE;
      case Outcome.Cancelled _ -> Cause.ATTEMPT_CANCELLED;
    };
  }
}
