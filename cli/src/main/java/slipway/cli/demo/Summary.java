package slipway.cli.demo;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.ctl.Tables;
import slipway.cli.ctl.Targets;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.Cause;
import slipway.proto.GetBuildRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.MirrorState;

/// What the demo has done, in figures, from the farm's own API.
///
/// @param builds by target, then by state
/// @param logBytes that all attempts have printed
/// @param requeues attempts that were not the last of their build, by cause
/// @param firstStarted when the first attempt began
record Summary(
    int pushCount,
    Map<String, Map<String, Integer>> builds,
    Map<Cause, Integer> requeues,
    long releasedCount,
    long logBytes,
    List<MirrorState> mirrors,
    Timestamp firstStarted) {

  static Summary of(FarmConnection farm) {
    var builds = new TreeMap<String, Map<String, Integer>>();
    var requeues = new TreeMap<Cause, Integer>();
    long released = 0;
    long logBytes = 0;
    var firstStarted = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
    for (Build build : allBuilds(farm)) {
      String state = build.getState().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      builds
          .computeIfAbsent(Targets.text(build.getTarget()), _ -> new TreeMap<>())
          .merge(state, 1, Integer::sum);
      List<Attempt> attempts =
          farm.calls()
              .getBuild(GetBuildRequest.newBuilder().setBuild(build.getId()).build())
              .getAttemptsList();
      for (int i = 0; i < attempts.size(); i++) {
        Attempt attempt = attempts.get(i);
        logBytes += attempt.getLogBytes();
        if (i < attempts.size() - 1) {
          requeues.merge(attempt.getCause(), 1, Integer::sum);
        } else {
          released += attempt.getPackagesCount();
        }
        if (seconds(attempt.getStarted()) < seconds(firstStarted)) {
          firstStarted = attempt.getStarted();
        }
      }
    }
    return new Summary(
        farm.calls().listPushes(ListPushesRequest.getDefaultInstance()).getPushesCount(),
        builds,
        requeues,
        released,
        logBytes,
        farm.calls()
            .listRepositories(ListRepositoriesRequest.getDefaultInstance())
            .getMirrorsList(),
        firstStarted);
  }

  private static List<Build> allBuilds(FarmConnection farm) {
    var builds = new ArrayList<Build>();
    boolean more = true;
    while (more) {
      long before = builds.isEmpty() ? 0 : builds.getLast().getId();
      var page =
          farm.calls()
              .listBuilds(ListBuildsRequest.newBuilder().setBeforeId(before).setLimit(500).build());
      builds.addAll(page.getBuildsList());
      more = page.getMore();
    }
    return builds;
  }

  private static double seconds(Timestamp time) {
    return time.getSeconds() + time.getNanos() / 1e9;
  }

  /// @param began when the demo did
  List<String> lines(Instant began, Duration wall) {
    var lines = new ArrayList<String>();
    lines.add("pushes               " + pushCount);
    builds.forEach((target, states) ->
        lines.add(
            "builds %-14s%s"
                .formatted(
                    target,
                    states.entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(joining(", ")))));
    lines.add(
        "re-queued            "
            + (requeues.isEmpty()
                ? "nothing"
                : requeues.entrySet().stream()
                    .map(one ->
                        one.getValue()
                            + " "
                            + one.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(joining(", "))));
    lines.add("packages released    " + releasedCount);
    lines.add("log bytes kept       " + Tables.bytes(logBytes));
    for (MirrorState mirror : mirrors) {
      lines.add(
          "mirror %-14s%s, lag %s, last sync took %s"
              .formatted(
                  mirror.getName(),
                  mirror.getInSync() ? "in sync" : "behind",
                  Tables.seconds(mirror.getLag()),
                  Tables.seconds(mirror.getLastSyncTook())));
    }
    lines.add(
        "first build started  %.1f s after the start"
            .formatted(seconds(firstStarted) - began.toEpochMilli() / 1000.0));
    lines.add("wall time            %.1f s".formatted(wall.toMillis() / 1000.0));
    return lines;
  }
}
