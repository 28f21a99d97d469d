package slipway.webui;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;
import slipway.proto.Lane;
import slipway.proto.Target;

/// Short ways to say facts in tests.
final class Facts {

  static final Target X86_64 = target("x86_64", "x86_64");
  static final Target AARCH64 = target("x86_64", "aarch64");

  private Facts() {}

  static Target target(String host, String architecture) {
    return Target.newBuilder().setHost(host).setArchitecture(architecture).build();
  }

  static Timestamp secondsAgo(long seconds) {
    return time(Instant.now().minusSeconds(seconds));
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  static Build.Builder build(long id, String name, BuildState state) {
    return Build.newBuilder()
        .setId(id)
        .setPackage(name)
        .setVersion("1.0_1")
        .setTarget(X86_64)
        .setState(state)
        .setLane(Lane.PUSH)
        .setPush(1)
        .setQueued(secondsAgo(300));
  }

  static BuildDetails details(Build.Builder build) {
    return BuildDetails.newBuilder().setBuild(build).build();
  }
}
