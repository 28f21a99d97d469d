package slipway.scheduler.operate;

import java.time.Duration;
import java.util.TreeSet;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Rank;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Texts;
import slipway.scheduler.Usage;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.plan.Reservations;

/// Corrects what a package is expected to take. What waits is weighed anew at once; learning goes
/// on from there.
public final class Corrections {
  private static final Duration DURATION_MOST = Duration.ofDays(30);

  private final Draft draft;
  private final Reservations reservations;

  public Corrections(Draft draft) {
    this.draft = draft;
    this.reservations = new Reservations(draft);
  }

  public void correct(Command.CorrectEstimate correct) throws Refused {
    check(correct);
    var targets = new TreeSet<PackageTarget>();
    if (correct.target().equals(Target.ANY)) {
      targets.addAll(draft.estimates().knownOf(correct.packageName()));
      draft.base().currentBuilds().stream()
          .map(Build::what)
          .filter(what -> what.name().equals(correct.packageName()))
          .forEach(targets::add);
    } else {
      targets.add(new PackageTarget(correct.packageName(), correct.target()));
    }
    if (targets.isEmpty()) {
      throw new Refused(
          Refused.Reason.NOT_FOUND,
          "This farm knows no package " + correct.packageName() + " yet. Name its target too.");
    }
    draft.emit(
        new Event.ActionTaken(draft.now(), correct.actor(), describe(correct), correct.reason()));
    targets.forEach(what -> correct(what, correct));
  }

  private static void check(Command.CorrectEstimate correct) throws Refused {
    if (correct.duration().isNegative()
        || correct.duration().compareTo(DURATION_MOST) > 0
        || correct.diskBytes() < 0
        || correct.memoryBytes() < 0) {
      throw new Refused(
          Refused.Reason.INVALID, "An estimate is not negative, and no longer than 30 days.");
    }
    if (correct.packageName().isEmpty()) {
      throw new Refused(Refused.Reason.INVALID, "Name the package whose estimate is wrong.");
    }
    if (correct.duration().isZero() && correct.diskBytes() == 0 && correct.memoryBytes() == 0) {
      throw new Refused(Refused.Reason.INVALID, "Say what to expect: a duration, disk or memory.");
    }
  }

  private static String describe(Command.CorrectEstimate correct) {
    return "expect of "
        + correct.packageName()
        + (correct.target().equals(Target.ANY) ? "" : " for " + correct.target())
        + (correct.duration().isZero() ? "" : " " + Texts.span(correct.duration()))
        + (correct.diskBytes() == 0 ? "" : " " + Texts.bytes(correct.diskBytes()) + " of disk")
        + (correct.memoryBytes() == 0
            ? ""
            : " " + Texts.bytes(correct.memoryBytes()) + " of memory");
  }

  private void correct(PackageTarget what, Command.CorrectEstimate correct) {
    var learned = draft.estimates().of(what);
    var before = draft.estimates().expectedOf(what);
    var guess = draft.policy().firstGuess();
    var expected =
        new Usage(
            !correct.duration().isZero()
                ? correct.duration()
                : before == null ? guess.duration() : before.duration(),
            correct.diskBytes() > 0
                ? correct.diskBytes()
                : before == null ? 0 : before.diskBytesPeak(),
            correct.memoryBytes() > 0
                ? correct.memoryBytes()
                : before == null ? 0 : before.memoryBytesPeak());
    draft.emit(
        new Event.EstimateLearned(
            draft.now(),
            what,
            expected,
            learned == null ? 0 : learned.attempts(),
            learned == null ? "" : learned.worker(),
            learned == null ? Duration.ZERO : learned.deviation()));
    var build = draft.current(what);
    if (build != null && build.isWaiting()) {
      weigh(build, expected, correct.actor());
    }
  }

  private void weigh(Build build, Usage expected, String actor) {
    var rank = build.rank();
    long millis = expected.duration().toMillis();
    if (millis != rank.expectedMillis()) {
      draft.emit(
          new Event.BuildRanked(
              draft.now(),
              build.id(),
              new Rank(
                  millis,
                  Math.max(millis, rank.remainingPathMillis() + millis - rank.expectedMillis()),
                  rank.frees(),
                  rank.leverageMillis(),
                  rank.promisedAtMillis(),
                  rank.dueAtMillis())));
    }
    var reservation = reservations.of(build.what().target().host(), expected);
    if (!reservation.equals(build.reservation())) {
      draft.emit(
          new Event.BuildReserved(
              draft.now(),
              build.id(),
              reservation,
              "Expects "
                  + Texts.bytes(expected.diskBytesPeak())
                  + " of disk, as "
                  + actor
                  + " says."));
    }
  }
}
