package slipway.master.history;

import java.util.Set;
import slipway.proto.BuildState;

/// Which builds are asked for, newest first. An empty text or set, or 0, lets all pass.
///
/// @param target as `x86_64` or `aarch64@x86_64`
/// @param beforeId only builds older than this one; 0: from the newest on
public record BuildFilter(
    String packageName,
    String target,
    Set<BuildState> states,
    long push,
    String worker,
    long beforeId,
    int limit) {
  public BuildFilter {
    states = Set.copyOf(states);
  }

  public static BuildFilter ofPackage(String packageName, int limit) {
    return new BuildFilter(packageName, "", Set.of(), 0, "", 0, limit);
  }

  public static BuildFilter ofPush(long push, int limit) {
    return new BuildFilter("", "", Set.of(), push, "", 0, limit);
  }

  public static BuildFilter inState(BuildState state, int limit) {
    return new BuildFilter("", "", Set.of(state), 0, "", 0, limit);
  }
}
