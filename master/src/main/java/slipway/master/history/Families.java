package slipway.master.history;

import java.util.List;
import slipway.master.rocks.Keys;
import slipway.proto.BuildState;

/// The column families of the history and their keys. Numbers are 8 bytes big-endian; a text ends
/// with a zero byte; documents are messages of the farm API, binary.
///
///     family        key                             value
///     builds        build                           BuildDetails, without what others know better
///     attempts      attempt                         number of its build
///     dependents    build, dependent build          -
///     pushes        push                            Push
///     workers       worker                          Worker
///     targets       target                          TargetSummary
///     current       target, package                 number of the newest build
///     audit         sequence                        AuditEntry
///     by_target     target, state (1 byte), build   -
///     by_package    package, build                  -
///     by_push       push, build                     -
///     by_worker     worker, build                   -
///     default       "applied"                       sequence of the last event folded in
///                   "farm"                          Overview: whether the farm is paused
final class Families {
  static final String BUILDS = "builds";
  static final String ATTEMPTS = "attempts";
  static final String DEPENDENTS = "dependents";
  static final String PUSHES = "pushes";
  static final String WORKERS = "workers";
  static final String TARGETS = "targets";
  static final String CURRENT = "current";
  static final String AUDIT = "audit";
  static final String BY_TARGET = "by_target";
  static final String BY_PACKAGE = "by_package";
  static final String BY_PUSH = "by_push";
  static final String BY_WORKER = "by_worker";
  static final String META = "default";

  static final List<String> ALL =
      List.of(
          BUILDS,
          ATTEMPTS,
          DEPENDENTS,
          PUSHES,
          WORKERS,
          TARGETS,
          CURRENT,
          AUDIT,
          BY_TARGET,
          BY_PACKAGE,
          BY_PUSH,
          BY_WORKER);

  static final byte[] NOTHING = {};

  private Families() {}

  static byte[] byTarget(String target, BuildState state, long build) {
    return Keys.key().text(target).small(state.getNumber()).number(build).end();
  }

  static byte[] byText(String text, long build) {
    return Keys.key().text(text).number(build).end();
  }

  static byte[] byNumber(long number, long build) {
    return Keys.key().number(number).number(build).end();
  }

  static byte[] current(String target, String packageName) {
    return Keys.key().text(target).text(packageName).end();
  }
}
