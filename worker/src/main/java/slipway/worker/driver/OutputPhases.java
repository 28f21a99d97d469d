package slipway.worker.driver;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import slipway.worker.attempt.Phase;

/// Phases as the output of xbps-src tells them. The builder script of simple templates speaks the
/// same way.
public final class OutputPhases {
  // "=> PKGVER: running do_build ...", "running pre-build hook: 02-script-wrapper ...", "running
  // pkg_install ..."
  private static final Pattern RUNNING =
      Pattern.compile("=> \\S+: running (?:(?:pre|do|post)[-_](\\w+)|(pkg_install)).*");
  private static final Pattern DEPENDENCIES =
      Pattern.compile("=> \\S+: (?:installing (?:host|target) dependencies|building ).*");
  private static final Pattern FETCHING =
      Pattern.compile("=> \\S+: (?:fetching|verifying checksum for) distfile.*");
  private static final Pattern PACKAGING =
      Pattern.compile("=> (?:Creating \\S+\\.xbps|Registering new packages).*");

  private OutputPhases() {}

  /// The phase that a line begins, if it begins one.
  ///
  /// @param line of the log, colours removed
  public static Optional<Phase> of(String line) {
    Matcher running = RUNNING.matcher(line);
    if (running.matches()) {
      return running.group(1) == null ? Optional.of(Phase.INSTALL) : named(running.group(1));
    }
    if (DEPENDENCIES.matcher(line).matches()) {
      return Optional.of(Phase.DEPENDENCIES);
    }
    if (FETCHING.matcher(line).matches()) {
      return Optional.of(Phase.FETCH);
    }
    return PACKAGING.matcher(line).matches() ? Optional.of(Phase.PACKAGE) : Optional.empty();
  }

  private static Optional<Phase> named(String phase) {
    return switch (phase) {
      case "fetch" -> Optional.of(Phase.FETCH);
      case "extract" -> Optional.of(Phase.EXTRACT);
      case "patch" -> Optional.of(Phase.PATCH);
      case "configure" -> Optional.of(Phase.CONFIGURE);
      case "build" -> Optional.of(Phase.COMPILE);
      case "check" -> Optional.of(Phase.CHECK);
      case "install" -> Optional.of(Phase.INSTALL);
      case "pkg" -> Optional.of(Phase.PACKAGE);
      default -> Optional.empty();
    };
  }
}
