package slipway.master.history;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import slipway.master.rocks.Keys;
import slipway.master.rocks.Rocks;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Push;
import slipway.proto.TargetSummary;

/// How many builds are in which state, for each target and for each push; and the index by state.
///
/// A target counts the newest build of each package alone, a push all builds that it called for.
final class Counts {
  private final Rocks rocks;
  private final Tables tables;
  private final Rocks.Batch batch;

  /// The newest build of each package that this batch has met, by target and package.
  private final Map<String, Long> current = new HashMap<>();

  /// What this batch has changed so far.
  private final Map<String, TargetSummary.Builder> summaries = new LinkedHashMap<>();

  private final Map<Long, Push.Builder> pushes = new LinkedHashMap<>();

  Counts(Rocks rocks, Tables tables, Rocks.Batch batch) {
    this.rocks = rocks;
    this.tables = tables;
    this.batch = batch;
  }

  void queued(Build build, Timestamp at) throws IOException {
    String target = Wire.text(build.getTarget());
    var summary = summary(build);
    long former = currentBuild(target, build.getPackage());
    if (former != 0) {
      var state = tables.builds.get(former).map(d -> d.getBuild().getState());
      state.ifPresent(s -> add(summary, s, -1));
    }
    current.put(target + '\0' + build.getPackage(), build.getId());
    batch.put(
        Families.CURRENT, Families.current(target, build.getPackage()), Keys.of(build.getId()));
    add(summary, build.getState(), 1);
    index(build, target);
    inPush(build, null, at);
  }

  void moved(Build build, BuildState before, Timestamp at) throws IOException {
    if (before == build.getState() || build.getPackage().isEmpty()) {
      return;
    }
    String target = Wire.text(build.getTarget());
    batch.delete(Families.BY_TARGET, Families.byTarget(target, before, build.getId()));
    index(build, target);
    if (currentBuild(target, build.getPackage()) == build.getId()) {
      var summary = summary(build);
      add(summary, before, -1);
      add(summary, build.getState(), 1);
      if (build.getState() == BuildState.RELEASED) {
        summary.setLastReleased(at);
      }
    }
    inPush(build, before, at);
  }

  private void index(Build build, String target) throws IOException {
    batch.put(
        Families.BY_TARGET,
        Families.byTarget(target, build.getState(), build.getId()),
        Families.NOTHING);
  }

  private long currentBuild(String target, String packageName) throws IOException {
    Long met = current.get(target + '\0' + packageName);
    if (met != null) {
      return met;
    }
    byte[] stored = rocks.get(Families.CURRENT, Families.current(target, packageName));
    long build = stored == null ? 0 : Keys.number(stored, 0);
    current.put(target + '\0' + packageName, build);
    return build;
  }

  private TargetSummary.Builder summary(Build build) throws IOException {
    String target = Wire.text(build.getTarget());
    var met = summaries.get(target);
    if (met == null) {
      met =
          tables
              .targets
              .get(target)
              .map(TargetSummary::toBuilder)
              .orElseGet(() -> TargetSummary.newBuilder().setTarget(build.getTarget()));
      summaries.put(target, met);
    }
    return met;
  }

  /// The push as this batch has left it.
  Push.Builder push(long id, Timestamp at) throws IOException {
    var met = pushes.get(id);
    if (met == null) {
      met =
          tables
              .pushes
              .get(id)
              .map(Push::toBuilder)
              .orElseGet(() -> Push.newBuilder().setId(id).setReceived(at));
      pushes.put(id, met);
    }
    return met;
  }

  /// To be called at the end of the batch.
  void finish() {
    summaries.forEach((target, summary) -> tables.targets.put(target, summary.build()));
    pushes.forEach((id, push) -> tables.pushes.put(id, push.build()));
  }

  private static void add(TargetSummary.Builder summary, BuildState state, long difference) {
    long count = summary.getBuildsByStateOrDefault(state.name(), 0) + difference;
    if (count <= 0) {
      summary.removeBuildsByState(state.name());
    } else {
      summary.putBuildsByState(state.name(), count);
    }
    summary.setFailedCount(
        summary.getBuildsByStateOrDefault(BuildState.FAILED.name(), 0)
            + summary.getBuildsByStateOrDefault(BuildState.DEPENDENCY_FAILED.name(), 0));
  }

  private void inPush(Build build, @Nullable BuildState before, Timestamp at) throws IOException {
    if (build.getPush() == 0) {
      return;
    }
    var push = push(build.getPush(), at);
    if (before != null) {
      long left = push.getBuildsByStateOrDefault(before.name(), 0) - 1;
      if (left <= 0) {
        push.removeBuildsByState(before.name());
      } else {
        push.putBuildsByState(before.name(), left);
      }
    }
    String state = build.getState().name();
    push.putBuildsByState(state, push.getBuildsByStateOrDefault(state, 0) + 1);
    releasedOrNot(push, at);
  }

  /// A push is released once none of its builds is on its way; a revived build takes that back.
  void releasedOrNot(Push.Builder push, Timestamp at) {
    boolean underWay =
        push.getBuildsByStateMap().keySet().stream()
            .anyMatch(state -> !Fold.isFinal(BuildState.valueOf(state)));
    if (underWay) {
      push.clearReleased();
    } else if (!push.hasReleased()) {
      push.setReleased(at);
    }
  }
}
