package slipway.cli.demo;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import slipway.cli.Failure;
import slipway.cli.ctl.FarmConnection;
import slipway.proto.GetPushRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.Push;
import slipway.proto.PushDetails;

/// What the demo plays: the whole tree, then each further push, each waited for until the farm has
/// nothing more to do for it.
final class Story {
  private static final Duration PUSH_LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Set<String> UNSETTLED =
      Set.of("BLOCKED", "READY", "BUILDING", "DELIVERED", "STAGED");

  private final SampleTree tree;
  private final FarmConnection farm;
  private final Narrator narrator;
  private final Watchman watchman;
  private final InstantSource time;

  /// Looks whether the farm's processes are still there.
  interface Watchman {
    /// @throws Failure if one is not
    void check() throws IOException;
  }

  Story(
      SampleTree tree,
      FarmConnection farm,
      Narrator narrator,
      Watchman watchman,
      InstantSource time) {
    this.tree = tree;
    this.farm = farm;
    this.narrator = narrator;
    this.watchman = watchman;
    this.time = time;
  }

  /// @param firstCommit the whole tree; the farm finds it when it starts
  /// @throws Failure if a push does not settle in time, or does not end as the story says
  void play(String firstCommit) throws IOException, InterruptedException {
    narrator.heading("push 1: the whole tree");
    PushDetails first = settled(firstCommit);
    expect(count(first.getPush(), "FAILED") == 2, "ballast fails its check on both targets", first);
    expect(
        count(first.getPush(), "DEPENDENCY_FAILED") == 2,
        "plimsoll, which needs it, waits for no worker",
        first);

    List<Path> further = tree.furtherPushes();
    for (int i = 0; i < further.size(); i++) {
      narrator.heading(
          "push "
              + (i + 2)
              + ": "
              + further.get(i).getFileName().toString().replaceFirst("^\\d+-", ""));
      PushDetails push = settled(tree.push(further.get(i)));
      expect(
          count(push.getPush(), "FAILED") == 0, "everything that it called for is released", push);
    }
  }

  /// The push of that commit, once nothing of it is on its way any more.
  private PushDetails settled(String commit) throws IOException, InterruptedException {
    Instant deadline = time.instant().plus(PUSH_LIMIT);
    while (true) {
      try {
        for (Push push :
            farm.calls().listPushes(ListPushesRequest.getDefaultInstance()).getPushesList()) {
          if (push.getNewCommit().equals(commit) && isSettled(push)) {
            return farm.calls().getPush(GetPushRequest.newBuilder().setPush(push.getId()).build());
          }
        }
      } catch (StatusRuntimeException away) {
        if (away.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw away;
        }
      }
      watchman.check();
      if (time.instant().isAfter(deadline)) {
        throw new Failure(
            "The push of "
                + commit
                + " is not through after "
                + PUSH_LIMIT.toMinutes()
                + " minutes.");
      }
      Thread.sleep(POLL);
    }
  }

  private static boolean isSettled(Push push) {
    Map<String, Long> counts = push.getBuildsByStateMap();
    return !counts.isEmpty()
        && UNSETTLED.stream().allMatch(state -> counts.getOrDefault(state, 0L) == 0);
  }

  private static long count(Push push, String state) {
    return push.getBuildsByStateOrDefault(state, 0);
  }

  private void expect(boolean holds, String what, PushDetails push) {
    if (!holds) {
      throw new Failure(
          "Not as it should be: "
              + what
              + ". The push's builds: "
              + push.getPush().getBuildsByStateMap());
    }
    narrator.line("as it should be: " + what);
  }
}
