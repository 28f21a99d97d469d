package slipway.scheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.explain.Explainer;
import slipway.scheduler.explain.Forecast;
import slipway.scheduler.explain.Views;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.Ledger;
import slipway.scheduler.operate.Corrections;
import slipway.scheduler.operate.Moving;
import slipway.scheduler.operate.Operations;
import slipway.scheduler.operate.Standing;
import slipway.scheduler.operate.Workers;
import slipway.scheduler.place.Placement;
import slipway.scheduler.plan.Planner;

/// The build farm as a state machine: commands become events, events become state.
///
///     Command ──► decide(command, now) ──► events ──► journal ──► apply(event) ──► orders
///
/// One thread owns it. It knows no clock, no chance and no I/O, so the same events make the same
/// farm, and the same farm decides the same.
public final class Farm {
  /// The actor of what the farm does by itself where a person could have done it.
  public static final String SELF = "the farm";

  private final Ledger ledger;

  public Farm(FarmPolicy policy) {
    this.ledger = new Ledger(policy);
  }

  /// The farm that these events made.
  public static Farm replay(FarmPolicy policy, Iterable<Event> events) {
    var farm = new Farm(policy);
    events.forEach(farm::apply);
    return farm;
  }

  /// What follows from `command`: first its own consequences, then the attempts that can start
  /// because of them. Reads the farm and changes nothing; whoever asks applies the events, in
  /// order, all or none.
  ///
  /// A plan costs its size; staging costs the dependents of the build; nothing scans the queue.
  ///
  /// @throws Refused if the command may not be obeyed; the message is for the one who asked
  public List<Event> decide(Command command, Instant now) throws Refused {
    var draft = new Draft(ledger, now);
    switch (command) {
      case Command.Plan plan -> new Planner(draft).plan(plan);
      case Command.WorkerReported(var status) -> new Workers(draft).report(status);
      case Command.AttemptEnded ended -> new Workers(draft).end(ended);
      case Command.Staged(var build, var unchanged) ->
          new Operations(draft).staged(build, unchanged);
      case Command.StagingRefused(var build, var message) ->
          new Operations(draft).stagingRefused(build, message);
      case Command.Released(var builds) -> new Operations(draft).released(builds);
      case Command.Force force -> new Planner(draft).force(force);
      case Command.Retry retry -> new Operations(draft).retry(retry);
      case Command.Cancel cancel -> new Operations(draft).cancel(cancel);
      case Command.Drain drain -> new Operations(draft).drain(drain);
      case Command.DrainLocation drain -> new Standing(draft).drain(drain);
      case Command.Hold hold -> new Standing(draft).hold(hold);
      case Command.PlanWindow window -> new Standing(draft).plan(window);
      case Command.CancelWindow cancel -> new Standing(draft).cancel(cancel);
      case Command.RollBack rollback -> new Standing(draft).rollBack(rollback);
      case Command.EndRollback end -> new Standing(draft).endRollback(end);
      case Command.Move move -> new Moving(draft).move(move);
      case Command.CorrectEstimate correct -> new Corrections(draft).correct(correct);
      case Command.Pause pause -> new Operations(draft).pause(pause);
      case Command.Tick() -> new Workers(draft).expire();
    }
    new Placement(draft).place();
    return draft.events();
  }

  /// Takes in what has happened. Never fails, never asks: an event is a fact.
  public void apply(Event event) {
    ledger.apply(event);
  }

  /// The shortest list of events that folds to an equal farm. What is not journaled is not in it.
  public List<Event> snapshot() {
    return ledger.snapshot();
  }

  /// When to send the next [Command.Tick]: a worker may be lost then, or a pause over. In the past:
  /// at once.
  public Optional<Instant> nextDeadline() {
    Instant next = null;
    for (var worker : ledger.workers()) {
      next = earlier(next, Workers.nextLoss(worker, ledger.policy().lostAfter()));
    }
    for (var build : ledger.postponed()) {
      next = earlier(next, build.notBefore());
      break;
    }
    next = earlier(next, ledger.arrangements().nextEnd());
    return Optional.ofNullable(next);
  }

  private static @Nullable Instant earlier(@Nullable Instant left, @Nullable Instant right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.isBefore(right) ? left : right;
  }

  /// All that this worker should be running, should stop and can forget. A worker that the farm
  /// does not know has nothing to run.
  public Orders ordersFor(String worker) {
    var row = ledger.worker(worker);
    if (row == null) {
      return new Orders(List.of(), List.of(), List.of());
    }
    var run = row.leases().stream().filter(ledger::isWanted).toList();
    var settled = new TreeSet<AttemptId>();
    var status = row.status();
    if (status != null) {
      status.attempts().stream()
          .map(WorkerStatus.RunningAttempt::attempt)
          .filter(attempt -> row.leaseOf(attempt) == null)
          .forEach(settled::add);
    }
    return new Orders(run, ledger.unwanted(row), List.copyOf(settled));
  }

  /// The workers whose orders may have changed since this was asked last.
  public List<String> takeWorkersToTell() {
    return ledger.takeWorkersToTell();
  }

  /// Why that build is where it is.
  public Explanation explain(BuildId build, Instant now) {
    return new Explainer(ledger, now).explain(build);
  }

  public Optional<BuildView> build(BuildId build) {
    return Optional.ofNullable(ledger.build(build)).map(row -> Views.of(ledger, row));
  }

  /// The newest build of that package for that target that the farm has at hand.
  public Optional<BuildView> current(PackageTarget what) {
    return Optional.ofNullable(ledger.current(what)).map(row -> Views.of(ledger, row));
  }

  /// All builds that the farm has at hand, by id. For those who start to look; O(n log n).
  public List<BuildView> builds() {
    return ledger.allBuilds().stream().map(row -> Views.of(ledger, row)).toList();
  }

  public Collection<WorkerView> workers() {
    return ledger.workers().stream().map(row -> Views.of(ledger, row)).toList();
  }

  /// The waiting builds: ready ones in the order in which they would start if all fitted, then the
  /// postponed and the held ones, then, if asked for, the blocked ones by id.
  ///
  /// @param target only these; empty: all
  public List<QueueEntry> queue(
      Optional<Target> target, int limit, boolean withBlocked, Instant now) {
    var rows = new ArrayList<Build>();
    for (var lane : Lane.values()) {
      rows.addAll(
          ledger.firstReadyOf(lane, limit - rows.size(), now, build -> isFor(build, target)));
    }
    ledger.postponed().stream()
        .filter(build -> isFor(build, target))
        .limit(limit - rows.size())
        .forEach(rows::add);
    ledger.held().stream()
        .filter(build -> !build.notBefore().isAfter(now) && isFor(build, target))
        .limit(limit - rows.size())
        .forEach(rows::add);
    if (withBlocked && rows.size() < limit) {
      ledger.allBuilds().stream()
          .filter(build -> build.state() == BuildState.BLOCKED && isFor(build, target))
          .limit(limit - rows.size())
          .forEach(rows::add);
    }
    var explainer = new Explainer(ledger, now);
    return rows.stream()
        .map(row -> new QueueEntry(Views.of(ledger, row), explainer.explain(row.id()).sentence()))
        .toList();
  }

  private static boolean isFor(Build build, Optional<Target> target) {
    return target.isEmpty() || build.what().target().equals(target.get());
  }

  /// How many slots are free though a build could start in them: what a decision leaves is 0.
  public int idleSlots(Instant now) {
    return new Placement(new Draft(ledger, now)).idleSlots();
  }

  /// How many of the builds at hand are in that state.
  public int count(BuildState state) {
    return ledger.count(state);
  }

  /// What nothing of may start, until that is taken back.
  public List<Event.BuildsHeld> holds() {
    return List.copyOf(ledger.arrangements().holds());
  }

  public List<Event.LocationDrained> drainedLocations() {
    return List.copyOf(ledger.arrangements().drains());
  }

  /// Maintenance windows that have not ended.
  public List<Event.WindowPlanned> windows(Instant now) {
    return ledger.arrangements().windows().stream()
        .filter(window -> window.until().isAfter(now))
        .toList();
  }

  /// What was rolled back and has not ended, one for each architecture.
  public List<Event.RolledBack> rollbacks() {
    return List.copyOf(ledger.arrangements().rollbacks());
  }

  public boolean isPaused() {
    return ledger.paused() != null;
  }

  /// Who paused the farm, when and why.
  public Optional<Event.FarmPaused> pausedBy() {
    return Optional.ofNullable(ledger.paused());
  }

  /// The staged builds that are due to be released: for each push and architecture, once none of
  /// its builds is still on its way. Each set is due until its builds are released.
  public List<ReleaseSet> releasable() {
    return ledger.releaseSetsDue();
  }

  /// What a build of that package is expected to take; empty: nothing is known.
  public Optional<Expectation> expected(PackageTarget what) {
    return Optional.ofNullable(ledger.estimates().rangeOf(what));
  }

  /// When the builds that wait and run are going to start and end. O((builds + dependencies) log
  /// builds): ask now and then.
  public Map<BuildId, Expected> forecast(Instant now) {
    return Forecast.of(ledger, now).expected();
  }

  public FarmPolicy policy() {
    return ledger.policy();
  }
}
