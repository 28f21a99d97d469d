package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which build is next.
class OrderTest {
  @Test
  void aLongBuildThatManyShortOnesWaitForGoesFirst() {
    var farm = new TestFarm().packages("a", "hub").worker("w1", 1);
    farm.lasts("a", Duration.ofMinutes(10)).lasts("hub", Duration.ofMinutes(20));
    IntStream.range(0, 9)
        .forEach(number ->
            farm.packages("x" + number + " -> hub").lasts("x" + number, Duration.ofMinutes(1)));
    farm.push("hub");
    assertThat(farm.building()).containsExactly("hub");
  }

  @Test
  void aBuildThatOnlyGiantsWaitForDoesNotGoFirst() {
    var farm = new TestFarm().packages("a", "hub", "g1 -> hub", "g2 -> hub").worker("w1", 1);
    farm.lasts("a", Duration.ofMinutes(10)).lasts("hub", Duration.ofMinutes(15));
    farm.lasts("g1", Duration.ofHours(1)).lasts("g2", Duration.ofHours(1));
    farm.push("hub");
    assertThat(farm.building()).containsExactly("a");
  }

  @Test
  void nobodyIsOvertakenByWhatComesMuchLater() {
    var order = FarmPolicy.DEFAULT.order();
    var ageingAlone =
        new FarmPolicy.Order(
            order.push(),
            order.overtakingMost(),
            order.patience(),
            order.patientShare(),
            0,
            order.slowdownLeast());
    var farm = new TestFarm(FarmPolicy.DEFAULT.withOrder(ageingAlone));
    farm.packages("busy").worker("w1", 1).push("busy");
    farm.packages("giant").lasts("giant", Duration.ofHours(10)).push("giant");
    farm.pass(Duration.ofDays(2));
    farm.packages("early").lasts("early", Duration.ofSeconds(5)).push("early");
    farm.pass(Duration.ofDays(2));
    farm.packages("late").lasts("late", Duration.ofSeconds(5)).push("late");
    farm.finish("busy");
    assertThat(farm.building()).containsExactly("early");
    farm.finish("early");
    assertThat(farm.building()).containsExactly("giant");
  }

  @Test
  void nothingWaitsManyTimesWhatItWouldIfAllWereBuiltInTheOrderInWhichItCame() {
    var farm = new TestFarm().packages("busy").worker("w1", 1);
    farm.lasts("busy", Duration.ofHours(1)).push("busy");
    farm.packages("long").lasts("long", Duration.ofHours(2)).push("long");
    farm.pass(Duration.ofHours(3));
    farm.packages("short", "shorter").lasts("short", Duration.ofMinutes(1)).push("short");
    farm.finish("busy");
    assertThat(farm.building()).containsExactly("short");
    farm.pass(Duration.ofHours(3)); // promised after three hours, twice that is here
    farm.finish("short");
    assertThat(farm.building()).containsExactly("long");
  }

  @Test
  void fiveHundredCommitsThatComeTogetherAreOnePlan() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib");
    farm.push("zlib");
    for (int commit = 2; commit < 502; commit++) {
      farm.bump("zlib", commit + "_1");
    }
    var events = farm.push("zlib");
    assertThat(events).filteredOn(event -> event instanceof Event.PushPlanned).hasSize(1);
    assertThat(events).filteredOn(event -> event instanceof Event.BuildQueued).hasSize(1);
    assertThat(events).filteredOn(event -> event instanceof Event.BuildSuperseded).hasSize(1);
    assertThat(farm.build("zlib").version()).isEqualTo("501_1");
    assertThat(farm.build("curl").dependencies()).containsExactly(farm.build("zlib").build());
  }

  @Test
  void aRetryGoesBehindItsEquals() {
    var farm = new TestFarm().packages("a", "b").worker("w1", 1);
    farm.push("a");
    farm.pass(Duration.ofMinutes(1));
    farm.fail("a");
    farm.tell(new Command.Retry(farm.build("a").build(), "olga", "a better mirror"));
    farm.packages("c").push("c");
    farm.finish("b");
    assertThat(farm.building()).containsExactly("a");
  }

  @Test
  void aFreeSlotWithARunnableBuildIsNeverLeft() {
    var farm = new TestFarm().packages("a", "b", "c -> a").worker("w1", 1);
    farm.push("a");
    assertThat(farm.farm().idleSlots(farm.now())).isZero();
    farm.finish("a");
    assertThat(farm.farm().idleSlots(farm.now())).isZero();
  }
}
