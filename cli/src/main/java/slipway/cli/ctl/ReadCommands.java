package slipway.cli.ctl;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.proto.BuildState;
import slipway.proto.ExplainRequest;
import slipway.proto.Explanation;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.GetPackageRequest;
import slipway.proto.GetPushRequest;
import slipway.proto.ListAuditRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListProblemsRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.ListQueueRequest;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.ListWorkersRequest;

/// The commands that ask once and print the answer.
final class ReadCommands {
  private ReadCommands() {}

  /// Asks, and prints the answer as JSON or as text.
  abstract static class Read<T extends Message> implements Callable<Integer> {
    @ParentCommand private @Nullable Ctl ctl;

    abstract T ask(FarmBlockingStub farm);

    abstract List<String> text(T answer);

    @Override
    public Integer call() throws IOException {
      if (ctl == null) {
        throw new IllegalStateException("picocli has not set the parent command");
      }
      try (FarmConnection farm = ctl.connect()) {
        T answer = ask(farm.calls());
        if (ctl.json()) {
          ctl.printJson(answer);
        } else {
          text(answer).forEach(ctl.out()::println);
        }
      }
      return 0;
    }
  }

  @Command(name = "overview", description = "Targets, workers and what they do now.")
  static final class Overview extends Read<slipway.proto.Overview> {
    @Override
    slipway.proto.Overview ask(FarmBlockingStub farm) {
      return farm.getOverview(GetOverviewRequest.getDefaultInstance());
    }

    @Override
    List<String> text(slipway.proto.Overview overview) {
      return Tables.overview(overview);
    }
  }

  @Command(name = "builds", description = "List builds, newest first.")
  static final class Builds extends Read<slipway.proto.ListBuildsResponse> {
    @Option(names = "--package", paramLabel = "NAME", description = "only of this package")
    private String packageName = "";

    @Option(names = "--target", paramLabel = "TARGET", description = "only for this target")
    private @Nullable String target;

    @Option(names = "--worker", paramLabel = "WORKER", description = "only those it has built")
    private String worker = "";

    @Option(
        names = "--state",
        split = ",",
        paramLabel = "STATE",
        description = "only in these: ${COMPLETION-CANDIDATES}")
    private List<BuildState> states = new ArrayList<>();

    @Option(
        names = "--push",
        paramLabel = "ID",
        description = "only those that this push called for")
    private long push;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Override
    slipway.proto.ListBuildsResponse ask(FarmBlockingStub farm) {
      var request =
          ListBuildsRequest.newBuilder()
              .setPackage(packageName)
              .addAllStates(states)
              .setWorker(worker)
              .setPush(push)
              .setLimit(limit);
      if (target != null) {
        request.setTarget(Targets.parse(target));
      }
      return farm.listBuilds(request.build());
    }

    @Override
    List<String> text(slipway.proto.ListBuildsResponse answer) {
      return Tables.builds(answer.getBuildsList());
    }
  }

  @Command(
      name = "build",
      description = "Show one build: attempts, timeline, why it is where it is.")
  static final class Build extends Read<slipway.proto.BuildDetails> {
    @Parameters(paramLabel = "BUILD", description = "the build's number")
    private long build;

    @Override
    slipway.proto.BuildDetails ask(FarmBlockingStub farm) {
      return farm.getBuild(GetBuildRequest.newBuilder().setBuild(build).build());
    }

    @Override
    List<String> text(slipway.proto.BuildDetails details) {
      return Tables.build(details);
    }
  }

  @Command(name = "explain", description = "Say why a build is where it is.")
  static final class Explain extends Read<Explanation> {
    @Parameters(paramLabel = "BUILD", description = "the build's number")
    private long build;

    @Override
    Explanation ask(FarmBlockingStub farm) {
      return farm.explain(ExplainRequest.newBuilder().setBuild(build).build());
    }

    @Override
    List<String> text(Explanation explanation) {
      return Tables.explanation(explanation);
    }
  }

  @Command(name = "package", description = "Show a package across all targets.")
  static final class OnePackage extends Read<slipway.proto.PackageDetails> {
    @Parameters(paramLabel = "NAME", description = "the source package")
    private String name = "";

    @Override
    slipway.proto.PackageDetails ask(FarmBlockingStub farm) {
      return farm.getPackage(GetPackageRequest.newBuilder().setPackage(name).build());
    }

    @Override
    List<String> text(slipway.proto.PackageDetails details) {
      return Tables.packageDetails(details);
    }
  }

  @Command(name = "queue", description = "List what waits, and why.")
  static final class Queue extends Read<slipway.proto.ListQueueResponse> {
    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Override
    slipway.proto.ListQueueResponse ask(FarmBlockingStub farm) {
      return farm.listQueue(
          ListQueueRequest.newBuilder().setLimit(limit).setWithBlocked(true).build());
    }

    @Override
    List<String> text(slipway.proto.ListQueueResponse answer) {
      return Tables.queue(answer);
    }
  }

  @Command(name = "workers", description = "List the workers.")
  static final class Workers extends Read<slipway.proto.ListWorkersResponse> {
    @Override
    slipway.proto.ListWorkersResponse ask(FarmBlockingStub farm) {
      return farm.listWorkers(ListWorkersRequest.getDefaultInstance());
    }

    @Override
    List<String> text(slipway.proto.ListWorkersResponse answer) {
      var lines = new ArrayList<>(Tables.workers(answer.getWorkersList()));
      lines.add(
          "Slots stood free for %d s although a build could have started in them."
              .formatted(Math.round(answer.getIdleSlotSeconds())));
      return lines;
    }
  }

  @Command(name = "pushes", description = "List pushes, newest first; or show one.")
  static final class Pushes extends Read<Message> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "show this one with its builds")
    private long push;

    @Override
    Message ask(FarmBlockingStub farm) {
      return push == 0
          ? farm.listPushes(ListPushesRequest.getDefaultInstance())
          : farm.getPush(GetPushRequest.newBuilder().setPush(push).build());
    }

    @Override
    List<String> text(Message answer) {
      return answer instanceof slipway.proto.PushDetails details
          ? Tables.push(details)
          : Tables.pushes(((slipway.proto.ListPushesResponse) answer).getPushesList());
    }
  }

  @Command(name = "problems", description = "List what a person should mend in the tree.")
  static final class Problems extends Read<slipway.proto.ListProblemsResponse> {
    @Override
    slipway.proto.ListProblemsResponse ask(FarmBlockingStub farm) {
      return farm.listProblems(ListProblemsRequest.getDefaultInstance());
    }

    @Override
    List<String> text(slipway.proto.ListProblemsResponse answer) {
      return Tables.problems(answer.getProblemsList());
    }
  }

  @Command(name = "repositories", description = "Show repositories and mirrors.")
  static final class Repositories extends Read<slipway.proto.ListRepositoriesResponse> {
    @Override
    slipway.proto.ListRepositoriesResponse ask(FarmBlockingStub farm) {
      return farm.listRepositories(ListRepositoriesRequest.getDefaultInstance());
    }

    @Override
    List<String> text(slipway.proto.ListRepositoriesResponse answer) {
      return Tables.repositories(answer);
    }
  }

  @Command(name = "audit", description = "List who did what, newest first.")
  static final class Audit extends Read<slipway.proto.ListAuditResponse> {
    @Override
    slipway.proto.ListAuditResponse ask(FarmBlockingStub farm) {
      return farm.listAudit(ListAuditRequest.getDefaultInstance());
    }

    @Override
    List<String> text(slipway.proto.ListAuditResponse answer) {
      return answer.getEntriesList().stream()
          .map(entry ->
              List.of(
                      Tables.time(entry.getTime()),
                      entry.getActor(),
                      entry.getAction(),
                      entry.getReason())
                  .stream()
                  .filter(part -> !part.isEmpty())
                  .collect(joining("  ")))
          .toList();
    }
  }
}
