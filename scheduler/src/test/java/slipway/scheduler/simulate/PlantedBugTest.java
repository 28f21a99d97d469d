package slipway.scheduler.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Event;
import slipway.scheduler.Reservation;

/// The simulation must find scheduler bugs. Here it is given some: each changes what the farm
/// decided before it is applied.
///
/// To see one fail by itself: `-Dslipway.plant=FORGOTTEN_REQUEUE` with SimulationTest.
class PlantedBugTest {
  private static final int SEEDS = 60;

  /// What a careless change could do.
  enum Bug {
    /// A build whose attempt was lost is not queued again.
    FORGOTTEN_REQUEUE,
    /// Dependents start when a package is delivered, not when it is staged.
    EARLY_DEPENDENTS,
    /// A build starts on two workers.
    TWO_LEASES,
    /// What becomes ready is not told.
    FORGOTTEN_READY,
    /// More disk is reserved than the worker has.
    GREEDY_RESERVATION;

    List<Event> plant(List<Event> events) {
      var planted = new ArrayList<Event>();
      for (var event : events) {
        switch (event) {
          case Event.BuildRequeued _ when this == FORGOTTEN_REQUEUE -> {}
          case Event.BuildReady _ when this == FORGOTTEN_READY -> {}
          case Event.BuildDelivered e when this == EARLY_DEPENDENTS -> {
            planted.add(e);
            planted.add(new Event.BuildStaged(e.at(), e.build()));
          }
          case Event.AttemptStarted e when this == TWO_LEASES && e.attempt().value() % 7 == 0 -> {
            planted.add(e);
            planted.add(
                new Event.AttemptStarted(
                    e.at(),
                    new AttemptId(e.attempt().value() + 1_000_000),
                    e.build(),
                    e.worker(),
                    e.reservation(),
                    e.jobs(),
                    e.reclaimBytes()));
          }
          case Event.AttemptStarted e when this == GREEDY_RESERVATION ->
              planted.add(
                  new Event.AttemptStarted(
                      e.at(),
                      e.attempt(),
                      e.build(),
                      e.worker(),
                      new Reservation(
                          3 * e.reservation().diskBytes(), e.reservation().memoryBytes()),
                      e.jobs(),
                      e.reclaimBytes()));
          default -> planted.add(event);
        }
      }
      return planted;
    }
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void aPlantedBugIsFound(Bug bug) {
    int found = -1;
    for (int seed = 0; seed < SEEDS && found < 0; seed++) {
      try {
        SimulationTest.weather(new Simulation(RandomFarm.of(seed), planted(bug)));
      } catch (AssertionError | IllegalStateException e) {
        found = seed;
      }
    }
    assertThat(found).as("the first seed of %d that finds %s", SEEDS, bug).isNotNegative();
  }

  static Invariants planted(Bug bug) {
    return new Invariants() {
      @Override
      public List<Event> decided(List<Event> events) {
        return bug.plant(events);
      }
    };
  }
}
