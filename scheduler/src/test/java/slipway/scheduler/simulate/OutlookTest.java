package slipway.scheduler.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Usage;
import slipway.scheduler.Wanted;
import slipway.scheduler.WorkerStatus;
import slipway.scheduler.simulate.Prospect.Release;
import slipway.scheduler.simulate.WhatIf.Reach;

/// A farm of two workers builds three packages for two targets, an hour each; `curl` needs `zlib`,
/// and `git` needs `curl`.
final class OutlookTest {
  private static final Instant NOW = Instant.parse("2026-03-01T18:00:00.000123Z");
  private static final long HOUR = 3_600_000;
  private static final long GIB = 1L << 30;
  private static final Target NATIVE = Target.nativeTo("x86_64");
  private static final Target MUSL = Target.nativeTo("x86_64-musl");
  private static final Release BUMP_NATIVE = new Release(1, "x86_64");

  private final Farm farm = new Farm(FarmPolicy.DEFAULT);
  private final List<FarmState.InTree> tree = new ArrayList<>();

  @BeforeEach
  void aFarmThatHasLearned() throws Refused {
    for (var target : List.of(NATIVE, MUSL)) {
      inTree("zlib", target, List.of());
      inTree("curl", target, List.of("zlib"));
      inTree("git", target, List.of("curl"));
    }
    for (var one : tree) {
      var usage = new Usage(Duration.ofMillis(HOUR), 2 * GIB, GIB);
      farm.apply(new Event.EstimateLearned(NOW, one.what(), usage, 9, "", Duration.ZERO));
    }
    worker("glibc-1", "x86_64");
    worker("musl-1", "x86_64-musl");
  }

  private void inTree(String name, Target target, List<String> needs) {
    tree.add(new FarmState.InTree(new PackageTarget(name, target), "1.0_1", List.of(), needs));
  }

  private void worker(String name, String host) throws Refused {
    tell(
        new Command.WorkerReported(
            new WorkerStatus(
                name,
                "1",
                Set.of(host),
                1,
                4,
                8 * GIB,
                100 * GIB,
                90 * GIB,
                0,
                "hall",
                false,
                List.of())));
  }

  private void tell(Command command) throws Refused {
    farm.decide(command, NOW).forEach(farm::apply);
  }

  private void push(String... names) throws Refused {
    var wanted = new ArrayList<Wanted>();
    for (var one : tree) {
      if (List.of(names).contains(one.what().name())) {
        wanted.add(new Wanted(one.what(), "1.0_1", "", "", List.of(), one.dependencies(), ""));
      }
    }
    var push = new Command.Push("", "", "somebody", "a push", 1, List.of(names));
    tell(new Command.Plan(push, wanted, Lane.PUSH));
  }

  private Outlook outlook(WhatIf... whatIfs) {
    var state = new FarmState(NOW, FarmPolicy.DEFAULT, FarmState.eventsOf(farm), tree);
    return Outlook.of(state, List.of(whatIfs), 7);
  }

  private static long doneIn(Prospect prospect) {
    return Duration.between(NOW, prospect.doneAt()).toMillis();
  }

  @Test
  void aBumpCallsForWhatDependsOnIt() {
    assertThat(bumped(Reach.ALONE)).isEqualTo(2);
    assertThat(bumped(Reach.DEPENDENTS)).isEqualTo(4);
    assertThat(bumped(Reach.ALL)).isEqualTo(6);
  }

  private int bumped(Reach reach) {
    var outlook = outlook(new WhatIf.Bump("zlib", reach));
    assertThat(outlook.with().workByTarget().values())
        .extracting(Prospect.Work::attempts)
        .containsOnly(outlook.with().bumpedCount() / 2);
    return outlook.with().bumpedCount();
  }

  @Test
  void anIdleFarmTakesAsLongAsTheChainOfABump() {
    var outlook = outlook(new WhatIf.Bump("zlib", Reach.ALL));
    var done = outlook.with(OutlookTest::doneIn);
    assertThat(done.expected()).isBetween(27 * HOUR / 10, 33 * HOUR / 10);
    assertThat(done.least()).isLessThan(done.expected());
    assertThat(done.most()).isGreaterThan(done.expected());
    assertThat(outlook.without(OutlookTest::doneIn)).isEqualTo(new Outlook.Range(0, 0, 0));
    assertThat(outlook.with().releasedAt().get(BUMP_NATIVE)).isAfter(NOW.plusMillis(2 * HOUR));
    assertThat(outlook.without().releasedAt()).isEmpty();
  }

  @Test
  void whatRunsGoesOnAndWhatWaitsIsNotForgottenByABump() throws Refused {
    push("git");
    var outlook = outlook(new WhatIf.Bump("zlib", Reach.ALONE));
    assertThat(outlook.without().releasedAt())
        .containsOnlyKeys(BUMP_NATIVE, new Release(1, "x86_64-musl"));
    assertThat(outlook.with().push()).isEqualTo(2);
    assertThat(outlook.with().releasedAt())
        .containsOnlyKeys(
            BUMP_NATIVE,
            new Release(1, "x86_64-musl"),
            new Release(2, "x86_64"),
            new Release(2, "x86_64-musl"));
    assertThat(outlook.difference(OutlookTest::doneIn).expected())
        .isBetween(9 * HOUR / 10, 11 * HOUR / 10);
  }

  @Test
  void oneMoreWorkerTakesItsShare() throws Refused {
    worker("glibc-2", "x86_64-musl");
    push("zlib");
    var busy = outlook(new WhatIf.Bump("git", Reach.ALONE));
    var helped =
        outlook(new WhatIf.Bump("git", Reach.ALONE), new WhatIf.MoreWorker("glibc-3", "glibc-1"));
    assertThat(busy.with(OutlookTest::doneIn).expected()).isGreaterThan(18 * HOUR / 10);
    assertThat(helped.with(OutlookTest::doneIn).expected()).isLessThan(13 * HOUR / 10);
    assertThat(helped.with().diskByWorker())
        .containsEntry("glibc-3", new Prospect.Disk(2 * GIB, 90 * GIB));
    assertThat(helped.without().diskByWorker()).doesNotContainKey("glibc-3");
  }

  @Test
  void aWorkerLessLeavesItsArchitectureWithout() throws Refused {
    push("zlib");
    var outlook = outlook(new WhatIf.LessWorker("glibc-1"), new WhatIf.Bump("git", Reach.ALONE));
    assertThat(outlook.with().stuck()).hasSize(1);
    assertThat(outlook.with().stuck().getFirst().build()).isEqualTo("git-1.0_2 for x86_64");
    assertThat(outlook.with().stuck().getFirst().why()).contains("drained by what if");
    assertThat(outlook.with().releasedAt()).containsKey(new Release(2, "x86_64-musl"));
  }

  @Test
  void aWindowHoldsBackWhatWouldNotBeDone() throws Refused {
    push("zlib", "curl");
    var from = NOW.plusMillis(3 * HOUR / 2);
    var window = new WhatIf.Window("glibc-1", "", from, from.plusMillis(4 * HOUR));
    var at = outlook(window).with().windows();
    assertThat(at).hasSize(1);
    assertThat(at.getFirst().heldBack()).containsExactly("curl-1.0_1 for x86_64");
    assertThat(at.getFirst().running()).isEmpty();
    assertThat(outlook(window).difference(OutlookTest::doneIn).expected())
        .isBetween(4 * HOUR, 5 * HOUR);
    var early = new WhatIf.Window("", "hall", NOW.plusMillis(HOUR / 2), from);
    assertThat(outlook(early).with().windows().getFirst().running())
        .containsExactly("zlib for x86_64 on glibc-1", "zlib for x86_64-musl on musl-1");
  }

  @Test
  void aPausedFarmNeverStartsUnlessItGoesOn() throws Refused {
    tell(new Command.Pause(false, "ada", "the disks are being moved"));
    push("zlib");
    assertThat(outlook().with().stuck())
        .extracting(Prospect.Told::why)
        .containsOnly("The farm is paused by ada: the disks are being moved");
    assertThat(outlook(new WhatIf.Resumed()).with().stuck()).isEmpty();
  }

  @Test
  void theSameStateTellsTheSame() throws Refused {
    push("zlib", "curl");
    var first = outlook(new WhatIf.Bump("git", Reach.ALONE));
    var again = outlook(new WhatIf.Bump("git", Reach.ALONE));
    assertThat(again.with()).isEqualTo(first.with());
  }

  @Test
  void whatCannotBeIsNamed() {
    var wrong = new TreeMap<String, WhatIf>();
    wrong.put(
        "The tree has no package \"zlip\" that can be built. Is it one of these: zlib?",
        new WhatIf.Bump("zlip", Reach.ALONE));
    wrong.put(
        "The farm has no worker \"glibc-7\"; it has glibc-1, musl-1.",
        new WhatIf.MoreWorker("glibc-8", "glibc-7"));
    wrong.put(
        "There is a worker musl-1 already: give the new one another name.",
        new WhatIf.MoreWorker("musl-1", "glibc-1"));
    wrong.put(
        "The window would begin at 2026-03-01 17:00 UTC, but it is 2026-03-01 18:00 UTC already.",
        new WhatIf.Window("glibc-1", "", NOW.minusMillis(HOUR), NOW.plusMillis(HOUR)));
    wrong.put(
        "No worker is at \"moon\"; they are at hall.",
        new WhatIf.Window("", "moon", NOW, NOW.plusMillis(HOUR)));
    wrong.forEach((message, whatIf) ->
        assertThatThrownBy(() -> outlook(whatIf))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(message));
  }
}
