package slipway.master.history;

import static slipway.scheduler.Event.*;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import slipway.master.journal.EventCodec;
import slipway.master.journal.Journal;
import slipway.master.rocks.Keys;
import slipway.master.rocks.Rocks;
import slipway.master.wire.Outcomes;
import slipway.master.wire.Wire;
import slipway.proto.Attempt;
import slipway.proto.AuditEntry;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.FarmEvent;
import slipway.proto.Overview;
import slipway.proto.TimelineEntry;
import slipway.proto.Worker;
import slipway.proto.WorkerState;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.Outcome;

/// Takes a batch of events into the documents of the history, and tells what each event has left
/// behind.
final class Fold {
  /// Entries of a build's timeline and attempts that are kept; beyond, the oldest but the first go.
  static final int TIMELINE_MAX = 200;

  static final int ATTEMPTS_MAX = 100;
  private static final int PACKAGES_OF_A_PUSH_MAX = 50;

  private final Tables tables;
  private final Rocks.Batch batch;
  private final Counts counts;
  private final Map<String, Worker.Builder> workers = new LinkedHashMap<>();
  private final List<FarmEvent> told = new ArrayList<>();
  private FarmEvent.Builder telling = FarmEvent.newBuilder();

  Fold(Rocks rocks, Tables tables, Rocks.Batch batch) {
    this.tables = tables;
    this.batch = batch;
    this.counts = new Counts(rocks, tables, batch);
  }

  /// To be called at the end of the batch.
  ///
  /// @return what each event has left behind
  List<FarmEvent> finish() {
    counts.finish();
    workers.forEach((name, worker) -> tables.workers.put(name, worker.build()));
    return told;
  }

  void take(Journal.Entry entry) throws IOException {
    var event = entry.event();
    telling =
        FarmEvent.newBuilder()
            .setSequence(entry.sequence())
            .setTime(Wire.time(event.at()))
            .setKind(EventCodec.nameOf(event.getClass()))
            .setText(EventText.of(event));
    fold(event, entry.sequence());
    told.add(telling.build());
  }

  private void fold(Event event, long sequence) throws IOException {
    switch (event) {
      case PushPlanned e -> pushPlanned(e);
      case BuildQueued e -> buildQueued(e);
      case BuildReady e -> move(e, e.build(), BuildState.READY, "");
      case AttemptStarted e -> attemptStarted(e);
      case AttemptEnded e -> attemptEnded(e);
      case BuildRequeued e -> move(e, e.build(), BuildState.READY, e.why());
      case BuildDelivered e -> move(e, e.build(), BuildState.DELIVERED, "");
      case BuildStaged e -> move(e, e.build(), BuildState.STAGED, e.why());
      case BuildReleased e -> released(e);
      case RebuildNeeded e -> put(details(e.build()));
      case BuildFailed e -> move(e, e.build(), BuildState.FAILED, e.why());
      case BuildDependencyFailed e -> move(e, e.build(), BuildState.DEPENDENCY_FAILED, e.why());
      case BuildRevived e -> revived(e);
      case BuildMoved e -> moved(e);
      case BuildSuperseded e ->
          move(e, e.build(), BuildState.SUPERSEDED, "superseded by build " + e.by());
      case BuildCancelled e -> move(e, e.build(), BuildState.CANCELLED, e.why());
      case WorkerJoined e -> workerJoined(e);
      case WorkerLost e -> tellWorker(e.worker(), w -> w.setState(WorkerState.LOST));
      case WorkerDrained e ->
          tellWorker(e.worker(), w -> w.setDrainedBy(e.actor()).setDrainReason(e.reason()));
      case WorkerUndrained e -> worker(e.worker(), w -> w.clearDrainedBy().clearDrainReason());
      case FarmPaused e -> pause(Overview.newBuilder().setPaused(true).setPauseReason(e.reason()));
      case FarmResumed _ -> pause(Overview.newBuilder());
      case ActionTaken e -> audit(e, sequence);
      case DependenciesChanged e -> dependenciesChanged(e);
      case WorkerJudged e -> tellWorker(e.worker(), _ -> {});
      case BuildReserved e -> reserved(e);
      case IdsUsed _,
          BuildRanked _,
          EstimateLearned _,
          WorkerSeen _,
          WorkerAwaited _,
          Arrangement _ -> {}
    }
  }

  private void pushPlanned(PushPlanned e) throws IOException {
    var what = e.what();
    var push =
        counts
            .push(e.push().value(), Wire.time(e.at()))
            .setOldCommit(what.oldCommit())
            .setNewCommit(what.newCommit())
            .setWho(what.who())
            .setTitle(what.title())
            .setCommitCount(what.commitCount())
            .clearPackages()
            .addAllPackages(what.packages().stream().limit(PACKAGES_OF_A_PUSH_MAX).toList())
            .setReceived(Wire.time(e.at()));
    counts.releasedOrNot(push, Wire.time(e.at()));
    telling.setPush(push.build());
  }

  private void buildQueued(BuildQueued e) throws IOException {
    var at = Wire.time(e.at());
    var state = Wire.state(e.state());
    var target = Wire.target(e.what().target());
    long id = e.build().value();
    var build =
        Build.newBuilder()
            .setId(id)
            .setPackage(e.what().name())
            .setVersion(e.version())
            .setTarget(target)
            .setState(state)
            .setLane(Wire.lane(e.lane()))
            .setPush(e.push())
            .setQueued(at)
            .setWhy(e.why());
    if (isFinal(state)) {
      build.setEnded(at);
    }
    var details = BuildDetails.newBuilder().setBuild(build).setCommit(e.commit());
    link(details, e.dependencies());
    batch.put(Families.BY_PACKAGE, Families.byText(e.what().name(), id), Families.NOTHING);
    if (e.push() != 0) {
      batch.put(Families.BY_PUSH, Families.byNumber(e.push(), id), Families.NOTHING);
    }
    counts.queued(build.build(), at);
    put(details);
  }

  /// Adds the builds that it waits for; those that it has waited for stay.
  private void link(BuildDetails.Builder details, List<BuildId> dependencies) throws IOException {
    var known = new HashSet<Long>();
    details.getDependenciesList().forEach(link -> known.add(link.getBuild().getId()));
    for (BuildId dependency : dependencies) {
      if (known.add(dependency.value())) {
        details.addDependenciesBuilder().getBuildBuilder().setId(dependency.value());
        long id = details.getBuild().getId();
        batch.put(Families.DEPENDENTS, Families.byNumber(dependency.value(), id), Families.NOTHING);
      }
    }
  }

  private void dependenciesChanged(DependenciesChanged e) throws IOException {
    var details = details(e.build());
    link(details, e.dependencies());
    change(details, Wire.state(e.state()), "", Wire.time(e.at()));
    put(details);
  }

  private void attemptStarted(AttemptStarted e) throws IOException {
    var details = details(e.build());
    long id = e.build().value();
    var at = Wire.time(e.at());
    var attempt =
        Attempt.newBuilder()
            .setId(e.attempt().value())
            .setBuild(id)
            .setWorker(e.worker())
            .setStarted(at)
            .setDiskBytesReserved(e.reservation().diskBytes())
            .setMemoryBytesReserved(e.reservation().memoryBytes());
    batch.put(Families.ATTEMPTS, Keys.of(e.attempt().value()), Keys.of(id));
    batch.put(Families.BY_WORKER, Families.byText(e.worker(), id), Families.NOTHING);
    if (details.getAttemptsCount() >= ATTEMPTS_MAX) {
      details.removeAttempts(1);
    }
    details.addAttempts(attempt);
    var build = details.getBuildBuilder();
    build
        .setAttempt(e.attempt().value())
        .setWorker(e.worker())
        .setStarted(at)
        .setAttemptCount(build.getAttemptCount() + 1);
    telling.setAttempt(attempt);
    change(details, BuildState.BUILDING, "", at);
    put(details);
  }

  private void attemptEnded(AttemptEnded e) throws IOException {
    var details = details(e.build());
    var cause = Wire.cause(e.outcome());
    for (var attempt : details.getAttemptsBuilderList()) {
      if (attempt.getId() == e.attempt().value()) {
        attempt
            .setEnded(Wire.time(e.at()))
            .setCause(cause)
            .setMessage(Outcomes.message(e.outcome()))
            .setDiskBytesPeak(e.usage().diskBytesPeak())
            .setMemoryBytesPeak(e.usage().memoryBytesPeak())
            .setConsequence(e.consequence());
        phase(attempt, e.outcome());
        telling.setAttempt(attempt);
      }
    }
    boolean succeeded = cause == Cause.SUCCEEDED;
    worker(
        e.worker(),
        w -> {
          if (succeeded) {
            w.setAttemptsSucceeded(w.getAttemptsSucceeded() + 1);
          } else {
            w.setAttemptsFailed(w.getAttemptsFailed() + 1);
          }
        });
    put(details);
  }

  private static void phase(Attempt.Builder attempt, Outcome outcome) {
    switch (outcome) {
      case Outcome.PackageError(var phase, var exitStatus, _) ->
          attempt.setPhase(Wire.phase(phase)).setExitStatus(exitStatus);
      case Outcome.OutOfSpace space -> attempt.setPhase(Wire.phase(space.phase()));
      case Outcome.OutOfMemory memory -> attempt.setPhase(Wire.phase(memory.phase()));
      case Outcome.TimedOut late -> attempt.setPhase(Wire.phase(late.phase()));
      case Outcome.Succeeded _,
          Outcome.FetchFailed _,
          Outcome.WorkerError _,
          Outcome.WorkerLost _,
          Outcome.NotBuildable _,
          Outcome.Cancelled _ -> {}
    }
  }

  private void revived(BuildRevived e) throws IOException {
    var details = details(e.build());
    details.getBuildBuilder().setLane(Wire.lane(e.lane())).clearEnded();
    link(details, e.dependencies());
    change(details, Wire.state(e.state()), e.why(), Wire.time(e.at()));
    put(details);
  }

  /// Why nothing has changed stays told.
  private void released(BuildReleased e) throws IOException {
    var build = details(e.build()).getBuild();
    String why = build.getState() == BuildState.STAGED ? build.getWhy() : "";
    move(e, e.build(), BuildState.RELEASED, why);
  }

  private void moved(BuildMoved e) throws IOException {
    var details = details(e.build());
    details.getBuildBuilder().setLane(Wire.lane(e.lane()));
    put(details);
  }

  private void reserved(BuildReserved e) throws IOException {
    put(details(e.build()));
  }

  private void move(Event event, BuildId build, BuildState state, String why) throws IOException {
    var details = details(build);
    change(details, state, why, Wire.time(event.at()));
    put(details);
  }

  private void change(BuildDetails.Builder details, BuildState state, String why, Timestamp at)
      throws IOException {
    var build = details.getBuildBuilder();
    var before = build.getState();
    build.setState(state).setWhy(why);
    if (isFinal(state)) {
      build.setEnded(at);
    }
    counts.moved(build.build(), before, at);
  }

  private BuildDetails.Builder details(BuildId build) throws IOException {
    return tables
        .builds
        .get(build.value())
        .map(BuildDetails::toBuilder)
        .orElseGet(() ->
            BuildDetails.newBuilder()
                .setBuild(
                    Build.newBuilder()
                        .setId(build.value())
                        .setWhy("its beginning is not in the journal any more")));
  }

  private void put(BuildDetails.Builder details) {
    if (details.getTimelineCount() >= TIMELINE_MAX) {
      details.removeTimeline(1);
    }
    details.addTimeline(
        TimelineEntry.newBuilder().setTime(telling.getTime()).setText(telling.getText()));
    telling.setBuild(details.getBuild());
    tables.builds.put(details.getBuild().getId(), details.build());
  }

  private void workerJoined(WorkerJoined e) throws IOException {
    tellWorker(
        e.worker(),
        w ->
            w.clearHostArchitectures()
                .addAllHostArchitectures(e.hosts())
                .setState(WorkerState.ONLINE)
                .setSlots(e.slots())
                .setMemoryBytes(e.memoryBytes())
                .setDiskTotalBytes(e.diskBytesTotal())
                .setLocation(e.location()));
  }

  private interface WorkerChange {
    void on(Worker.Builder worker);
  }

  private void worker(String name, WorkerChange change) throws IOException {
    var worker = workers.get(name);
    if (worker == null) {
      worker =
          tables
              .workers
              .get(name)
              .map(Worker::toBuilder)
              .orElseGet(() -> Worker.newBuilder().setName(name));
      workers.put(name, worker);
    }
    change.on(worker);
    worker.setLastSeen(telling.getTime());
  }

  private void tellWorker(String name, WorkerChange change) throws IOException {
    worker(name, change);
    var changed = workers.get(name);
    if (changed != null) {
      telling.setWorker(changed.build());
    }
  }

  private void pause(Overview.Builder farm) throws IOException {
    batch.put(Families.META, History.FARM, farm.build().toByteArray());
  }

  private void audit(ActionTaken e, long sequence) throws IOException {
    var entry =
        AuditEntry.newBuilder()
            .setSequence(sequence)
            .setTime(Wire.time(e.at()))
            .setActor(e.actor())
            .setAction(e.action())
            .setReason(e.reason());
    batch.put(Families.AUDIT, Keys.of(sequence), entry.build().toByteArray());
  }

  static boolean isFinal(BuildState state) {
    return switch (state) {
      case RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED, SKIPPED -> true;
      case BLOCKED, READY, BUILDING, DELIVERED, STAGED, BUILD_STATE_UNSPECIFIED, UNRECOGNIZED ->
          false;
    };
  }
}
