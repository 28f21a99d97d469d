package slipway.cli.ctl;

import slipway.proto.Target;

/// Targets as people write them: `x86_64`, or `aarch64@x86_64` for a cross build.
public final class Targets {
  private Targets() {}

  static Target parse(String text) {
    int at = text.indexOf('@');
    String architecture = at < 0 ? text : text.substring(0, at);
    String host = at < 0 ? text : text.substring(at + 1);
    return Target.newBuilder().setHost(host).setArchitecture(architecture).build();
  }

  public static String text(Target target) {
    return target.getHost().equals(target.getArchitecture())
        ? target.getArchitecture()
        : target.getArchitecture() + "@" + target.getHost();
  }
}
