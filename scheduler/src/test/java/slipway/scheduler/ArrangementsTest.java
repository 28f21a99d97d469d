package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static slipway.scheduler.TestFarm.GIB;
import static slipway.scheduler.TestFarm.what;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What operators arrange: each is journaled with a name and a reason, obeyed, explained, and can
/// be taken back.
class ArrangementsTest {
  private static final Target X86 = Target.nativeTo("x86_64");

  private static Command.Hold hold(String name, Target target, boolean undo) {
    return new Command.Hold(name, target, undo, "olga", "broken upstream");
  }

  private static Command.Move move(
      Command.Selection what, @Nullable Lane lane, Command.Place place) {
    return new Command.Move(what, lane, place, "olga", "hurry");
  }

  private static Command.PlanWindow window(TestFarm farm, Duration from, Duration until) {
    return new Command.PlanWindow(
        "w1", "", farm.now().plus(from), farm.now().plus(until), "olga", "new kernel");
  }

  @Test
  void aHeldPackageDoesNotStartUntilItIsReleased() {
    var farm = new TestFarm().packages("zlib", "curl", "wget -> zlib").worker("w1", 4);
    farm.tell(hold("zlib", Target.ANY, false));
    farm.push("zlib", "curl", "wget");
    assertThat(farm.building()).containsExactly("curl");
    assertThat(farm.why("zlib")).isEqualTo("Is held by olga with zlib: broken upstream");
    assertThat(farm.why("wget")).contains("which is held");
    assertThat(farm.farm().idleSlots(farm.now())).isZero();
    assertThat(farm.farm().forecast(farm.now())).as("of curl alone").hasSize(1);
    farm.tell(hold("zlib", Target.ANY, true));
    assertThat(farm.farm().forecast(farm.now())).hasSize(3);
    assertThat(farm.building()).containsExactly("curl", "zlib");
    assertThat(farm.events())
        .filteredOn(event -> event instanceof Event.ActionTaken)
        .extracting(event -> ((Event.ActionTaken) event).action())
        .containsExactly("hold zlib", "release zlib");
  }

  @Test
  void aHeldTargetStopsNoOtherAndWhatRunsGoesOn() {
    var farm =
        new TestFarm()
            .packages("zlib", "zlib@i686", "curl@i686")
            .worker("w1", 2, 100 * GIB, "x86_64", "i686");
    farm.push("zlib");
    assertThat(farm.building()).containsExactly("zlib", "zlib@i686");
    farm.tell(hold("", Target.nativeTo("i686"), false));
    farm.finish("zlib@i686");
    assertThat(farm.building()).containsExactly("zlib");
    assertThat(farm.why("curl@i686"))
        .isEqualTo("Is held by olga with all packages for i686: broken upstream");
    assertThat(farm.farm().queue(java.util.Optional.empty(), 10, false, farm.now()))
        .extracting(entry -> TestFarm.name(entry.build().what()))
        .containsExactly("curl@i686");
  }

  @Test
  void aHoldOfEverythingOrARleaseOfNothingIsRefused() {
    var farm = new TestFarm().packages("zlib");
    assertThatThrownBy(() -> farm.tellOrRefuse(hold("", Target.ANY, false)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("pause the farm");
    assertThatThrownBy(() -> farm.tellOrRefuse(hold("zlib", X86, true)))
        .hasMessageContaining("Nobody holds exactly zlib for x86_64");
  }

  @Test
  void aBuildPutFirstGoesBeforeAllOthersOfItsLaneAndItsDependenciesWithIt() {
    var farm = new TestFarm().packages("a", "b", "c", "tool", "d -> tool");
    for (var name : List.of("a", "b", "c")) {
      farm.lasts(name, Duration.ofMinutes(1));
    }
    farm.lasts("tool", Duration.ofHours(5)).lasts("d", Duration.ofHours(5));
    farm.push("a", "b", "c", "d");
    farm.tell(move(new Command.Selection.One(farm.build("d").build()), null, Command.Place.FIRST));
    farm.worker("w1", 1);
    assertThat(farm.building()).containsExactly("tool");
    farm.finish("tool"); // its slot goes to the next one before its packages are staged
    farm.finish("a");
    assertThat(farm.building()).containsExactly("d");
  }

  @Test
  void aBuildPutLastGoesBehindTheOthersOfItsLane() {
    var farm = new TestFarm().packages("a", "b").lasts("a", Duration.ofMinutes(1));
    farm.lasts("b", Duration.ofHours(1)).push("a", "b");
    farm.tell(move(new Command.Selection.One(farm.build("a").build()), null, Command.Place.LAST));
    farm.worker("w1", 1);
    assertThat(farm.building()).containsExactly("b");
  }

  @Test
  void allOfALaneAndAllOfAPushAreMovedTogether() {
    var farm = new TestFarm().packages("a", "b", "c");
    farm.plan(Lane.BULK);
    farm.tell(move(new Command.Selection.OfLane(Lane.BULK), Lane.URGENT, Command.Place.IN_ORDER));
    assertThat(List.of("a", "b", "c"))
        .allSatisfy(name -> assertThat(farm.build(name).lane()).isEqualTo(Lane.URGENT));
    farm.packages("d", "e").push("d", "e");
    var push = new Command.Selection.OfPush(new PushId(farm.build("d").push()));
    farm.tell(move(push, Lane.BULK, Command.Place.LAST));
    assertThat(farm.build("d").lane()).isEqualTo(Lane.BULK);
    assertThat(farm.build("e").lane()).isEqualTo(Lane.BULK);
    assertThat(farm.build("a").lane()).isEqualTo(Lane.URGENT);
  }

  @Test
  void aDrainedLocationStopsWorkersThatJoinLaterToo() {
    var farm = new TestFarm().packages("a", "b").worker("w1", 1);
    farm.tell(new Command.DrainLocation("here", false, "olga", "power cut"));
    farm.push("a", "b");
    farm.worker("w2", 1);
    assertThat(farm.building()).isEmpty();
    assertThat(farm.farm().explain(farm.build("a").build(), farm.now()).facts())
        .anySatisfy(fact ->
            assertThat(fact.text()).isEqualTo("w1 is drained by olga with all of here: power cut"));
    farm.tell(new Command.DrainLocation("here", true, "olga", "power is back"));
    assertThat(farm.building()).hasSize(2);
  }

  @Test
  void aBuildThatWouldNotFinishBeforeAWindowIsNotStartedThere() {
    var farm = new TestFarm().packages("giant", "dwarf").worker("w1", 2);
    farm.lasts("giant", Duration.ofHours(3)).lasts("dwarf", Duration.ofMinutes(5));
    farm.tell(window(farm, Duration.ofHours(2), Duration.ofHours(4)));
    farm.push("giant", "dwarf");
    assertThat(farm.building()).containsExactly("dwarf");
    assertThat(farm.why("giant"))
        .isEqualTo(
            "The one worker for x86_64 has a maintenance window from 2026-01-01 02:00 UTC, and the"
                + " build may take 4 h 16 min (olga: new kernel).");
    farm.finish("dwarf");
    farm.pass(Duration.ofHours(2));
    assertThat(farm.why("giant")).contains("is in a maintenance window until 2026-01-01 04:00 UTC");
    farm.pass(Duration.ofHours(2));
    assertThat(farm.building()).containsExactly("giant");
    assertThat(farm.farm().windows(farm.now())).isEmpty();
  }

  @Test
  void aCancelledWindowStopsNothingAndItsNumberIsNotGivenAgain() {
    var farm = new TestFarm().packages("giant").worker("w1", 1);
    farm.lasts("giant", Duration.ofHours(3));
    farm.tell(window(farm, Duration.ofHours(2), Duration.ofHours(4)));
    farm.push("giant");
    long number = farm.farm().windows(farm.now()).getFirst().window();
    farm.tell(new Command.CancelWindow(number, "olga", "not today"));
    assertThat(farm.building()).containsExactly("giant");
    farm.tell(window(farm, Duration.ofHours(5), Duration.ofHours(6)));
    assertThat(farm.farm().windows(farm.now()).getFirst().window()).isGreaterThan(number);
  }

  @Test
  void aWindowOfTheWholeFarmIsAskedForWithoutNamesAndBadOnesAreRefused() {
    var farm = new TestFarm().packages("a").worker("w1", 1);
    var now = farm.now();
    var tonight = now.plus(Duration.ofHours(1));
    farm.tell(new Command.PlanWindow("", "", now, tonight, "olga", ""));
    farm.push("a");
    assertThat(farm.building()).isEmpty();
    assertThatThrownBy(
            () -> farm.tellOrRefuse(new Command.PlanWindow("", "", tonight, now, "olga", "")))
        .hasMessageContaining("must end after it begins");
    assertThatThrownBy(
            () -> farm.tellOrRefuse(new Command.PlanWindow("w9", "", now, tonight, "olga", "")))
        .hasMessageContaining("has no worker w9");
  }

  @Test
  void aCorrectedEstimateChangesWhatIsReservedAndExpectedAtOnce() {
    var farm = new TestFarm().packages("chromium").worker("w1", 1, 20 * GIB, "x86_64");
    farm.tell(new Command.Pause(false, "olga", "looking"));
    farm.push("chromium");
    farm.tell(
        new Command.CorrectEstimate(
            "chromium", Target.ANY, Duration.ofHours(4), 50 * GIB, 0, "olga", "it grew"));
    assertThat(farm.build("chromium").rank().expectedMillis())
        .isEqualTo(Duration.ofHours(4).toMillis());
    farm.tell(new Command.Pause(true, "olga", ""));
    assertThat(farm.building()).isEmpty();
    assertThat(farm.why("chromium")).startsWith("Needs ").contains("of disk");
    farm.worker("w2", 1, 100 * GIB, "x86_64");
    assertThat(farm.buildingOn("w2")).containsExactly("chromium");
    farm.finish("chromium");
    assertThat(farm.farm().expected(what("chromium")).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void aBuildForcedFirstGoesBeforeTheOthersOfItsLane() {
    var farm = new TestFarm().packages("a", "b").worker("w1", 1);
    farm.tell(new Command.Pause(false, "olga", ""));
    farm.push("a", "b");
    farm.force("a");
    farm.force("b", true);
    farm.tell(new Command.Pause(true, "olga", ""));
    assertThat(farm.building()).containsExactly("b");
  }

  @Test
  void rollbacksOfAnArchitectureAddUpUntilOneEndsThemAll() {
    var farm = new TestFarm();
    farm.tell(new Command.RollBack("x86_64", List.of("curl-8.1_1"), "olga", "it crashes"));
    farm.tell(new Command.RollBack("x86_64", List.of("zlib-1.4_1"), "ann", "so does this"));
    farm.tell(new Command.RollBack("i686", List.of(), "ann", ""));
    assertThat(farm.farm().rollbacks())
        .extracting(Event.RolledBack::pkgvers)
        .containsExactly(List.of(), List.of("curl-8.1_1", "zlib-1.4_1"));
    farm.tell(new Command.EndRollback("x86_64", "olga", "mended"));
    assertThat(farm.farm().rollbacks())
        .extracting(Event.RolledBack::architecture)
        .containsExactly("i686");
    assertThatThrownBy(() -> farm.tellOrRefuse(new Command.EndRollback("x86_64", "olga", "again")))
        .isInstanceOf(Refused.class)
        .hasMessage("Nothing is rolled back for x86_64.");
  }
}
