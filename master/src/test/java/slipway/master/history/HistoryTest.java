package slipway.master.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.master.journal.Journal;
import slipway.master.journal.RandomEvents;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.FarmEvent;
import slipway.proto.Push;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.Outcome;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Phase;
import slipway.scheduler.PushId;
import slipway.scheduler.Rank;
import slipway.scheduler.Reservation;
import slipway.scheduler.Target;
import slipway.scheduler.Usage;

class HistoryTest {
  private static final Target X86_64 = Target.nativeTo("x86_64");
  private static final Target CROSS = new Target("x86_64", "aarch64");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void aBuildIsFoundByWhatItIsAndByWhereItStands() throws IOException {
    try (var history = History.open(directory)) {
      var told =
          fold(
              history,
              new Event.PushPlanned(NOON, new PushId(1), push("c1"), 3),
              queued(1, "zlib", X86_64, 1),
              queued(2, "zlib", CROSS, 1, 1),
              queued(3, "curl", X86_64, 1, 1),
              started(1, 1, "w1"),
              ended(1, 1, "w1", new Outcome.Succeeded()),
              new Event.BuildDelivered(NOON, new BuildId(1), new AttemptId(1)),
              new Event.BuildStaged(NOON, new BuildId(1)),
              new Event.BuildReady(NOON, new BuildId(2)),
              new Event.BuildReady(NOON, new BuildId(3)),
              new Event.BuildFailed(NOON, new BuildId(3), "it went wrong"));
      assertThat(told).extracting(FarmEvent::getKind).startsWith("push-planned", "build-queued");
      assertThat(told.getLast().getBuild().getState()).isEqualTo(BuildState.FAILED);
      assertThat(ids(history, BuildFilter.ofPackage("zlib", 10))).containsExactly(2L, 1L);
      assertThat(ids(history, BuildFilter.ofPush(1, 10))).containsExactly(3L, 2L, 1L);
      assertThat(ids(history, BuildFilter.inState(BuildState.STAGED, 10))).containsExactly(1L);
      assertThat(ids(history, new BuildFilter("", "aarch64@x86_64", Set.of(), 0, "", 0, 10)))
          .containsExactly(2L);
      assertThat(ids(history, new BuildFilter("", "", Set.of(), 0, "w1", 0, 10)))
          .containsExactly(1L);
      assertThat(history.latelyFailed(5)).extracting(Build::getId).containsExactly(3L);
      assertThat(history.buildOfAttempt(1)).contains(1L);
      var zlib = history.build(1).orElseThrow();
      assertThat(zlib.getDependentsList()).hasSize(2);
      assertThat(zlib.getAttempts(0).getMessage()).isEmpty();
      assertThat(zlib.getTimelineList()).hasSize(5);
      var push = history.push(1).orElseThrow();
      assertThat(push.getBuildsByStateMap())
          .containsExactlyInAnyOrderEntriesOf(
              new TreeMap<>(java.util.Map.of("STAGED", 1L, "READY", 1L, "FAILED", 1L)));
      assertThat(push.hasReleased()).isFalse();
      assertThat(history.targets().getFirst().getBuildsByStateMap()).containsEntry("READY", 1L);
    }
  }

  @Test
  void aTargetCountsTheNewestBuildOfEachPackageAlone() throws IOException {
    try (var history = History.open(directory)) {
      fold(
          history,
          queued(1, "zlib", X86_64, 1),
          new Event.BuildFailed(NOON, new BuildId(1), "why"),
          queued(2, "zlib", X86_64, 2),
          new Event.BuildSuperseded(NOON, new BuildId(1), new BuildId(2)));
      assertThat(history.targets().getFirst().getBuildsByStateMap())
          .isEqualTo(java.util.Map.of("READY", 1L));
      assertThat(history.latelyFailed(5)).isEmpty();
      assertThat(history.current("x86_64", "zlib").orElseThrow().getId()).isEqualTo(2);
    }
  }

  @Test
  void aPushIsReleasedWhenNothingOfItIsOnItsWay() throws IOException {
    try (var history = History.open(directory)) {
      fold(
          history,
          new Event.PushPlanned(NOON, new PushId(1), push("c1"), 2),
          queued(1, "zlib", X86_64, 1),
          queued(2, "curl", X86_64, 1),
          new Event.BuildFailed(NOON, new BuildId(2), "why"));
      assertThat(history.push(1).orElseThrow().hasReleased()).isFalse();
      fold(history, new Event.BuildReleased(NOON.plusSeconds(90), new BuildId(1)));
      assertThat(history.push(1).map(Push::getReleased).orElseThrow().getSeconds())
          .isEqualTo(NOON.plusSeconds(90).getEpochSecond());
      assertThat(history.pushes(0, 10).documents()).hasSize(1);
      assertThat(history.pushes(1, 10).documents()).isEmpty();
    }
  }

  @Test
  void aFailedAttemptTellsItsCauseAndTheWorkersAreCounted() throws IOException {
    try (var history = History.open(directory)) {
      fold(
          history,
          queued(1, "zlib", X86_64, 1),
          started(1, 7, "w1"),
          ended(
              1, 7, "w1", new Outcome.PackageError(Phase.CHECK, 2, "check failed: 1 of 3 tests")));
      var attempt = history.build(1).orElseThrow().getAttempts(0);
      assertThat(attempt.getCause()).isEqualTo(slipway.proto.Cause.PACKAGE_ERROR);
      assertThat(attempt.getPhase()).isEqualTo(slipway.proto.Phase.CHECK);
      assertThat(attempt.getExitStatus()).isEqualTo(2);
      assertThat(attempt.getMessage()).isEqualTo("check failed: 1 of 3 tests");
      assertThat(history.workers().getFirst().getAttemptsFailed()).isEqualTo(1);
    }
  }

  @Test
  void aPageGoesOnWhereTheFormerEnded() throws IOException {
    try (var history = History.open(directory)) {
      var events = new ArrayList<Event>();
      for (int id = 1; id <= 25; id++) {
        events.add(queued(id, "p" + id % 3, id % 2 == 0 ? X86_64 : CROSS, 1));
      }
      fold(history, events.toArray(new Event[0]));
      var seen = new ArrayList<Long>();
      long before = 0;
      boolean more = true;
      while (more) {
        var page = history.builds(new BuildFilter("", "", Set.of(), 0, "", before, 10));
        page.documents().forEach(build -> seen.add(build.getId()));
        before = seen.getLast();
        more = page.more();
      }
      assertThat(seen).hasSize(25).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
  }

  @ParameterizedTest(name = "seed {0}: the history is the same however its events were batched")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theHistoryIsTheSameHoweverItsEventsWereBatched(long seed) throws IOException {
    var random = new Random(seed);
    var events =
        new RandomEvents(random, List.of("a", "b", "c", ""), 12)
            .events(400).stream().filter(Event::isJournaled).toList();
    var entries = new ArrayList<Journal.Entry>();
    events.forEach(event -> entries.add(new Journal.Entry(entries.size() + 1L, 1, event)));
    try (var one = History.open(directory.resolve("one"));
        var many = History.open(directory.resolve("many"))) {
      one.fold(entries);
      for (int from = 0; from < entries.size(); ) {
        int to = Math.min(entries.size(), from + 1 + random.nextInt(40));
        many.fold(entries.subList(from, to));
        // And again: folding twice changes nothing.
        many.fold(entries.subList(Math.max(0, from - 5), to));
        from = to;
      }
      assertThat(everything(many)).isEqualTo(everything(one));
    }
  }

  @Test
  void aReopenedHistoryGoesOnAfterItsLastEvent() throws IOException {
    try (var history = History.open(directory)) {
      fold(history, queued(1, "zlib", X86_64, 1));
    }
    try (var history = History.open(directory)) {
      assertThat(history.applied()).isEqualTo(1);
      fold(history, new Event.BuildReleased(NOON, new BuildId(1)));
      assertThat(history.build(1).orElseThrow().getBuild().getState())
          .isEqualTo(BuildState.RELEASED);
    }
  }

  private static List<String> everything(History history) throws IOException {
    var all = new ArrayList<String>();
    for (Build build :
        history.builds(new BuildFilter("", "", Set.of(), 0, "", 0, 1000)).documents()) {
      all.add(history.build(build.getId()).orElseThrow().toString());
      all.add(ids(history, BuildFilter.ofPackage(build.getPackage(), 1000)).toString());
    }
    for (BuildState state : BuildState.values()) {
      if (state != BuildState.UNRECOGNIZED) {
        all.add(state + " " + ids(history, BuildFilter.inState(state, 1000)));
      }
    }
    all.add(history.targets().toString());
    all.add(history.pushes(0, 1000).documents().toString());
    all.add(history.workers().toString());
    all.add(history.audit(0, 1000).documents().toString());
    all.add(history.pause().toString());
    return all;
  }

  private static List<Long> ids(History history, BuildFilter filter) throws IOException {
    return history.builds(filter).documents().stream().map(Build::getId).toList();
  }

  private static List<FarmEvent> fold(History history, Event... events) throws IOException {
    var entries = new ArrayList<Journal.Entry>();
    for (Event event : events) {
      entries.add(new Journal.Entry(history.applied() + entries.size() + 1, 1, event));
    }
    return history.fold(entries);
  }

  private static Command.Push push(String commit) {
    return new Command.Push("", commit, "somebody", "a title", 1, List.of("zlib"));
  }

  private static Event queued(long id, String name, Target target, long push, long... needs) {
    var dependencies = java.util.Arrays.stream(needs).mapToObj(BuildId::new).toList();
    return new Event.BuildQueued(
        NOON,
        new BuildId(id),
        new PackageTarget(name, target),
        "1.0_1",
        "c1",
        "f",
        List.of(),
        Lane.PUSH,
        push,
        dependencies.isEmpty()
            ? slipway.scheduler.BuildState.READY
            : slipway.scheduler.BuildState.BLOCKED,
        dependencies,
        Reservation.UNKNOWN,
        Rank.NONE,
        "",
        "",
        false);
  }

  private static Event started(long build, long attempt, String worker) {
    return new Event.AttemptStarted(
        NOON, new AttemptId(attempt), new BuildId(build), worker, new Reservation(1, 1), 1, 0);
  }

  private static Event ended(long build, long attempt, String worker, Outcome outcome) {
    return new Event.AttemptEnded(
        NOON,
        new AttemptId(attempt),
        new BuildId(build),
        worker,
        outcome,
        new Usage(Duration.ofSeconds(3), 1, 1),
        "");
  }
}
