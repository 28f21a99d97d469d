package slipway.cli.ctl;

import com.google.protobuf.Duration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.cli.Failure;
import slipway.proto.BackUpLogsRequest;
import slipway.proto.CancelRequest;
import slipway.proto.DrainRequest;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.ForceRequest;
import slipway.proto.GetPushRequest;
import slipway.proto.InviteWorkerRequest;
import slipway.proto.PauseRequest;
import slipway.proto.ReportPushRequest;
import slipway.proto.RetryRequest;
import slipway.proto.RevokeWorkerRequest;

/// The commands that change what the farm does. Each is recorded with who asked and why.
final class ActCommands {
  private ActCommands() {}

  /// Acts, and prints what the farm says to it.
  abstract static class Act implements Callable<Integer> {
    @ParentCommand private @Nullable Ctl ctl;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is shown to everybody")
    private String reason = "";

    abstract String act(FarmBlockingStub farm);

    /// Whether the answer may take longer than half a minute.
    boolean takesLong() {
      return false;
    }

    final String reason() {
      return reason;
    }

    final String actor() {
      return System.getProperty("user.name", "");
    }

    @Override
    public Integer call() throws IOException {
      if (ctl == null) {
        throw new IllegalStateException("picocli has not set the parent command");
      }
      try (FarmConnection farm = ctl.connect()) {
        ctl.out().println(Tables.printable(act(takesLong() ? farm.streams() : farm.calls())));
      }
      return 0;
    }
  }

  @Command(
      name = "push",
      description =
          "Tell the farm that the tree has changed; it looks for itself what is to be done.")
  static final class ReportPush extends Act {
    @Parameters(
        arity = "0..1",
        paramLabel = "COMMIT",
        description = "the new commit (default: what the branch points to)")
    private String commit = "";

    @Override
    String act(FarmBlockingStub farm) {
      var reported =
          farm.reportPush(
              ReportPushRequest.newBuilder()
                  .setCommit(commit)
                  .setWho(actor())
                  .setActor(actor())
                  .build());
      if (reported.getPush() == 0) {
        return reported.getText();
      }
      var push = farm.getPush(GetPushRequest.newBuilder().setPush(reported.getPush()).build());
      return "Push %d. %s%s"
          .formatted(
              reported.getPush(),
              reported.getText(),
              push.hasForecast() ? " It is " + Tables.throughAt(push.getForecast()) + "." : "");
    }
  }

  @Command(name = "force", description = "Build packages now, before everything else.")
  static final class Force extends Act {
    @Parameters(arity = "1..*", paramLabel = "PACKAGE", description = "source packages")
    private List<String> packages = new ArrayList<>();

    @Option(
        names = "--target",
        split = ",",
        paramLabel = "TARGET",
        description = "only for these (default: all)")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--lane", paramLabel = "LANE", description = "urgent (default), push or bulk")
    private String lane = "";

    @Option(names = "--first", description = "before all others of the lane")
    private boolean first;

    @Option(
        names = "--with-dependents",
        description =
            "also what is published and depends on them, as far as it is affected (early-cut-off)")
    private boolean withDependents;

    @Override
    String act(FarmBlockingStub farm) {
      var request =
          ForceRequest.newBuilder()
              .addAllPackages(packages)
              .setLane(ArrangeCommands.lane(lane))
              .setFirst(first)
              .setWithDependents(withDependents)
              .setReason(reason())
              .setActor(actor());
      targets.stream().map(Targets::parse).forEach(request::addTargets);
      return farm.force(request.build()).getText();
    }
  }

  @Command(name = "retry", description = "Try a failed build again, and revive what waited for it.")
  static final class Retry extends Act {
    @Parameters(paramLabel = "BUILD", description = "the build's number")
    private long build;

    @Override
    String act(FarmBlockingStub farm) {
      return farm.retry(
              RetryRequest.newBuilder()
                  .setBuild(build)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(name = "cancel", description = "Cancel a build that waits or runs.")
  static final class Cancel extends Act {
    @Parameters(paramLabel = "BUILD", description = "the build's number")
    private long build;

    @Override
    String act(FarmBlockingStub farm) {
      return farm.cancel(
              CancelRequest.newBuilder()
                  .setBuild(build)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  /// Draining a worker or a location, and taking that back.
  abstract static class DrainOrNot extends Act {
    @Parameters(arity = "0..1", paramLabel = "WORKER", description = "the worker's name")
    private String worker = "";

    @Option(
        names = "--location",
        paramLabel = "LOCATION",
        description = "instead: all workers that are there, and those that join later")
    private String location = "";

    abstract boolean undo();

    @Override
    final String act(FarmBlockingStub farm) {
      if (worker.isEmpty() == location.isEmpty()) {
        throw new Failure("Name a worker or a --location.");
      }
      return farm.drain(
              DrainRequest.newBuilder()
                  .setWorker(worker)
                  .setLocation(location)
                  .setUndo(undo())
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(
      name = "drain",
      description = "Let a worker finish what it runs, and give it nothing new.")
  static final class Drain extends DrainOrNot {
    @Override
    boolean undo() {
      return false;
    }
  }

  @Command(name = "undrain", description = "Give a drained worker builds again.")
  static final class Undrain extends DrainOrNot {
    @Override
    boolean undo() {
      return true;
    }
  }

  @Command(
      name = "back-up-logs",
      description =
          "Add a backup of the logs to those in the directory that the master's configuration names; answers when it is made.")
  static final class BackUpLogs extends Act {
    @Override
    boolean takesLong() {
      return true;
    }

    @Override
    String act(FarmBlockingStub farm) {
      return farm.backUpLogs(BackUpLogsRequest.newBuilder().setActor(actor()).build()).getText();
    }
  }

  @Command(
      name = "invite",
      description =
          "Make a one-time code with which a machine joins as a worker: `slipway worker enrol` there.")
  static final class Invite extends Act {
    @Parameters(paramLabel = "WORKER", description = "the name that the worker will go by")
    private String worker = "";

    @Option(
        names = "--host",
        split = ",",
        paramLabel = "ARCH",
        description = "architectures that it may offer to run, such as x86_64 (default: any)")
    private List<String> hosts = new ArrayList<>();

    @Option(
        names = "--valid",
        paramLabel = "MINUTES",
        description = "for how long the code is good (default: ${DEFAULT-VALUE})")
    private long minutes = 60;

    @Override
    String act(FarmBlockingStub farm) {
      var invited =
          farm.inviteWorker(
              InviteWorkerRequest.newBuilder()
                  .setWorker(worker)
                  .addAllHostArchitectures(hosts)
                  .setValid(Duration.newBuilder().setSeconds(minutes * 60))
                  .setReason(reason())
                  .setActor(actor())
                  .build());
      return invited.getCode();
    }
  }

  @Command(
      name = "revoke",
      description = "Turn an enrolled worker out, at once; its unused codes are good for nothing.")
  static final class Revoke extends Act {
    @Parameters(paramLabel = "WORKER", description = "the worker's name")
    private String worker = "";

    @Override
    String act(FarmBlockingStub farm) {
      return farm.revokeWorker(
              RevokeWorkerRequest.newBuilder()
                  .setWorker(worker)
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  /// Pausing the farm, and taking that back.
  abstract static class PauseOrNot extends Act {
    abstract boolean undo();

    @Override
    final String act(FarmBlockingStub farm) {
      return farm.pause(
              PauseRequest.newBuilder()
                  .setUndo(undo())
                  .setReason(reason())
                  .setActor(actor())
                  .build())
          .getText();
    }
  }

  @Command(name = "pause", description = "Start no further attempt on the whole farm.")
  static final class Pause extends PauseOrNot {
    @Override
    boolean undo() {
      return false;
    }
  }

  @Command(name = "resume", description = "Start attempts again.")
  static final class Resume extends PauseOrNot {
    @Override
    boolean undo() {
      return true;
    }
  }
}
