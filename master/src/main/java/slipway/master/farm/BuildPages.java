package slipway.master.farm;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import slipway.master.history.BuildFilter;
import slipway.master.history.History;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;
import slipway.proto.Explanation;
import slipway.proto.Fact;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListBuildsResponse;
import slipway.proto.ListQueueRequest;
import slipway.proto.ListQueueResponse;
import slipway.proto.QueueEntry;
import slipway.scheduler.BuildId;
import slipway.scheduler.Farm;
import slipway.scheduler.PackageTarget;

/// Answers about builds: lists, one of them, the queue, and why.
final class BuildPages {
  private static final int SIBLINGS_LOOKED_AT = 200;

  private final History history;
  private final Leading leading;
  private final LiveBuilds live;
  private final PublishingView publishing;
  private final Forecasts forecasts;

  BuildPages(
      History history,
      Leading leading,
      LiveBuilds live,
      PublishingView publishing,
      Forecasts forecasts) {
    this.forecasts = forecasts;
    this.history = history;
    this.leading = leading;
    this.live = live;
    this.publishing = publishing;
  }

  ListBuildsResponse list(ListBuildsRequest request) throws IOException {
    var states = EnumSet.noneOf(BuildState.class);
    for (BuildState state : request.getStatesList()) {
      if (state == BuildState.UNRECOGNIZED || state == BuildState.BUILD_STATE_UNSPECIFIED) {
        throw new IllegalArgumentException("states: one of them is no state of a build");
      }
      states.add(state);
    }
    var page =
        history.builds(
            new BuildFilter(
                request.getPackage(),
                request.hasTarget() ? Wire.target(request.getTarget()).toString() : "",
                states,
                request.getPush(),
                request.getWorker(),
                Math.max(0, request.getBeforeId()),
                Answers.limit(request.getLimit(), 100, 1_000)));
    return ListBuildsResponse.newBuilder()
        .addAllBuilds(page.documents().stream().map(live::now).toList())
        .setMore(page.more())
        .build();
  }

  BuildDetails details(long id) throws IOException {
    var stored = history.build(id).orElseThrow(() -> noBuild(id));
    var details = stored.toBuilder();
    details.setBuild(live.now(stored.getBuild()));
    details
        .clearAttempts()
        .addAllAttempts(stored.getAttemptsList().stream().map(live::now).toList());
    addPackages(details);
    var loop = leading.loop();
    loop.query(farm -> farm.build(new BuildId(id)))
        .ifPresent(view -> details.setBuild(LiveBuilds.with(details.getBuild(), view)));
    details.setExplanation(explanation(id, loop));
    forecasts.of(id).ifPresent(details::setForecast);
    siblings(stored.getBuild()).forEach(details::addSiblings);
    return details.build();
  }

  /// What the last attempt delivered, where it lies in the repository.
  private void addPackages(BuildDetails.Builder details) throws IOException {
    var build = details.getBuild();
    details.addAllReceipt(
        publishing.receipt(
            new PackageTarget(build.getPackage(), Wire.target(build.getTarget())),
            build.getVersion()));
    boolean published =
        build.getState() == BuildState.STAGED || build.getState() == BuildState.RELEASED;
    if (published && details.getAttemptsCount() > 0) {
      var what = new PackageTarget(build.getPackage(), Wire.target(build.getTarget()));
      details
          .getAttemptsBuilder(details.getAttemptsCount() - 1)
          .addAllPackages(publishing.filesOf(what, build.getVersion()));
    }
  }

  private List<Build> siblings(Build build) throws IOException {
    return history
        .builds(BuildFilter.ofPackage(build.getPackage(), SIBLINGS_LOOKED_AT))
        .documents()
        .stream()
        .filter(other ->
            other.getId() != build.getId() && other.getVersion().equals(build.getVersion()))
        .map(live::now)
        .toList();
  }

  Explanation explain(long id) throws IOException {
    if (id <= 0 || history.build(id).isEmpty()) {
      throw noBuild(id);
    }
    var told = explanation(id, leading.loop()).toBuilder();
    forecasts.of(id).ifPresent(told::setForecast);
    return told.build();
  }

  private static Explanation explanation(long id, FarmLoop loop) {
    var told = loop.query(farm -> farm.explain(new BuildId(id), loop.now()));
    var explanation = Explanation.newBuilder().setBuild(id).setSentence(told.sentence());
    for (var fact : told.facts()) {
      explanation.addFacts(
          Fact.newBuilder().setText(fact.text()).setBuild(fact.build()).setWorker(fact.worker()));
    }
    return explanation.build();
  }

  static StatusRuntimeException noBuild(long id) {
    return Answers.notFound(
        "build", Long.toUnsignedString(id), "a list of builds has those that are");
  }

  private record Waiting(
      List<slipway.scheduler.QueueEntry> entries, long readyCount, long blockedCount) {}

  ListQueueResponse queue(ListQueueRequest request) throws IOException {
    var target =
        request.hasTarget()
            ? java.util.Optional.of(Wire.target(request.getTarget()))
            : java.util.Optional.<slipway.scheduler.Target>empty();
    int limit = Answers.limit(request.getLimit(), 200, 1_000);
    var loop = leading.loop();
    var waiting =
        loop.query(farm ->
            new Waiting(
                farm.queue(target, limit, request.getWithBlocked(), loop.now()),
                count(farm, slipway.scheduler.BuildState.READY),
                count(farm, slipway.scheduler.BuildState.BLOCKED)));
    var response =
        ListQueueResponse.newBuilder()
            .setReadyCount(waiting.readyCount())
            .setBlockedCount(waiting.blockedCount());
    for (var entry : waiting.entries()) {
      response.addEntries(entry(entry));
    }
    return response.build();
  }

  private static long count(Farm farm, slipway.scheduler.BuildState state) {
    return farm.count(state);
  }

  private QueueEntry entry(slipway.scheduler.QueueEntry entry) throws IOException {
    var view = entry.build();
    var build =
        history
            .build(view.build().value())
            .map(BuildDetails::getBuild)
            .orElseGet(() ->
                Build.newBuilder()
                    .setId(view.build().value())
                    .setPackage(view.what().name())
                    .setVersion(view.version())
                    .setTarget(Wire.target(view.what().target()))
                    .setQueued(Wire.time(view.queued()))
                    .build());
    var now =
        LiveBuilds.with(build, view).toBuilder()
            .setState(Wire.state(view.state()))
            .setLane(Wire.lane(view.lane()))
            .setWhy(entry.why());
    return QueueEntry.newBuilder().setBuild(now).setWhy(entry.why()).build();
  }
}
