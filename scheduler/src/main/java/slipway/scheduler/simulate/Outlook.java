package slipway.scheduler.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import slipway.scheduler.BuildState;
import slipway.scheduler.Texts;

/// What is to be expected of a farm as it is, and if something were done with it: both are played
/// several times, with the same luck for both.
public final class Outlook {
  /// The most that is played, and what is played where very much waits.
  private static final int PLAYS_MOST = 21;

  private static final int PLAYS_LEAST = 3;
  private static final int BUILDS_PLAYED_MAX = 200_000;

  private final FarmState state;
  private final List<Prospect> without = new ArrayList<>();
  private final List<Prospect> with = new ArrayList<>();

  private Outlook(FarmState state) {
    this.state = state;
  }

  /// What is expected, and from where to where: eight of ten plays are within. In thousandths, or
  /// whatever the asker counts.
  public record Range(long expected, long least, long most) {}

  /// @param plays how often; 0: as often as the size of the queue allows
  /// @throws IllegalArgumentException if something of that cannot be done; the message is for the
  ///   one who asked
  public static Outlook of(FarmState state, List<WhatIf> whatIfs, int plays) {
    checkMoments(state, whatIfs);
    var outlook = new Outlook(state);
    var learned = state.farm(state.policy());
    int count = plays;
    for (int seed = 1; seed == 1 || seed <= count; seed++) {
      outlook.with.add(new Continuation(state, new Luck(learned, seed)).play(whatIfs));
      outlook.without.add(new Continuation(state, new Luck(learned, seed)).play(List.of()));
      if (seed == 1 && plays == 0) {
        count = playsFor(outlook.attempts());
      }
    }
    return outlook;
  }

  private static int playsFor(long attempts) {
    return Math.clamp(BUILDS_PLAYED_MAX / Math.max(1, attempts), PLAYS_LEAST, PLAYS_MOST);
  }

  private long attempts() {
    return with.getFirst().workByTarget().values().stream()
        .mapToLong(Prospect.Work::attempts)
        .sum();
  }

  private static void checkMoments(FarmState state, List<WhatIf> whatIfs) {
    for (var whatIf : whatIfs) {
      if (whatIf instanceof WhatIf.Window(_, _, var from, var until)) {
        if (!until.isAfter(from)) {
          throw new IllegalArgumentException("A window must end after it begins.");
        }
        if (from.isBefore(state.at())) {
          throw new IllegalArgumentException(
              "The window would begin at "
                  + Texts.moment(from)
                  + ", but it is "
                  + Texts.moment(state.at())
                  + " already.");
        }
      }
    }
  }

  public FarmState state() {
    return state;
  }

  public int plays() {
    return with.size();
  }

  /// One way that it may go as it is.
  public Prospect without() {
    return without.getFirst();
  }

  /// One way that it may go then.
  public Prospect with() {
    return with.getFirst();
  }

  public Range without(ToLongFunction<Prospect> figure) {
    return range(without.stream().mapToLong(figure).toArray());
  }

  public Range with(ToLongFunction<Prospect> figure) {
    return range(with.stream().mapToLong(figure).toArray());
  }

  /// By how much it is more then.
  public Range difference(ToLongFunction<Prospect> figure) {
    long[] differences = new long[with.size()];
    for (int play = 0; play < differences.length; play++) {
      differences[play] =
          figure.applyAsLong(with.get(play)) - figure.applyAsLong(without.get(play));
    }
    return range(differences);
  }

  /// A moment in each play; empty if it never comes in one of them.
  ///
  /// @param isWith whether something is done
  /// @return in milliseconds since 1970
  public Optional<Range> moment(boolean isWith, Function<Prospect, OptionalLong> moment) {
    var plays = isWith ? with : without;
    long[] moments = new long[plays.size()];
    for (int play = 0; play < moments.length; play++) {
      var at = moment.apply(plays.get(play));
      if (at.isEmpty()) {
        return Optional.empty();
      }
      moments[play] = at.getAsLong();
    }
    return Optional.of(range(moments));
  }

  /// How many builds are on their way now.
  public long waitingCount() {
    return state.farm(state.policy()).builds().stream()
        .filter(build ->
            build.state() == BuildState.BLOCKED
                || build.state() == BuildState.READY
                || build.state() == BuildState.BUILDING)
        .count();
  }

  public static OptionalLong millis(Instant at) {
    return OptionalLong.of(at.toEpochMilli());
  }

  private static Range range(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int tenth = sorted.length / 10;
    return new Range(sorted[sorted.length / 2], sorted[tenth], sorted[sorted.length - 1 - tenth]);
  }
}
