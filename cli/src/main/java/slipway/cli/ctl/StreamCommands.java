package slipway.cli.ctl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.cli.Failure;
import slipway.proto.GetBuildRequest;
import slipway.proto.ReadLogRequest;
import slipway.proto.SearchLogsRequest;
import slipway.proto.WatchRequest;

/// The commands whose answer keeps coming.
final class StreamCommands {
  private StreamCommands() {}

  private static Ctl parent(@Nullable Ctl ctl) {
    if (ctl == null) {
      throw new IllegalStateException("picocli has not set the parent command");
    }
    return ctl;
  }

  @Command(name = "log", description = "Print the log of a build's newest attempt, byte for byte.")
  static final class Log implements Callable<Integer> {
    @ParentCommand private @Nullable Ctl ctl;

    @Parameters(paramLabel = "BUILD", description = "the build's number")
    private long build;

    @Option(names = "--attempt", paramLabel = "ID", description = "of this attempt instead")
    private long attempt;

    @Option(
        names = {"-f", "--follow"},
        description = "go on until the attempt ends")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
      try (FarmConnection farm = parent(ctl).connect();
          var out = new FileOutputStream(FileDescriptor.out)) {
        long wanted = attempt;
        if (wanted == 0) {
          wanted =
              farm.calls()
                  .getBuild(GetBuildRequest.newBuilder().setBuild(build).build())
                  .getBuild()
                  .getAttempt();
        }
        if (wanted == 0) {
          throw new Failure("Build " + build + " has no log yet: no attempt of it has started.");
        }
        var pieces =
            farm.streams()
                .readLog(ReadLogRequest.newBuilder().setAttempt(wanted).setFollow(follow).build());
        while (pieces.hasNext()) {
          pieces.next().getBytes().writeTo(out);
        }
      }
      return 0;
    }
  }

  @Command(name = "search", description = "Search all logs, newest first.")
  static final class Search implements Callable<Integer> {
    @ParentCommand private @Nullable Ctl ctl;

    @Parameters(paramLabel = "TEXT", description = "what to look for")
    private String text = "";

    @Option(
        names = {"-e", "--regex"},
        description = "TEXT is a regular expression (RE2)")
    private boolean regex;

    @Option(names = "--package", paramLabel = "NAME", description = "only in logs of this package")
    private String packageName = "";

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Override
    public Integer call() throws IOException {
      try (FarmConnection farm = parent(ctl).connect()) {
        var hits =
            farm.streams()
                .searchLogs(
                    SearchLogsRequest.newBuilder()
                        .setText(text)
                        .setRegex(regex)
                        .setPackage(packageName)
                        .setLimit(limit)
                        .build());
        while (hits.hasNext()) {
          var hit = hits.next();
          if (parent(ctl).json()) {
            parent(ctl).printJson(hit);
          } else {
            parent(ctl)
                .out()
                .printf(
                    "%s-%s %s, attempt %d, line %d: %s%n",
                    hit.getBuild().getPackage(),
                    hit.getBuild().getVersion(),
                    Targets.text(hit.getBuild().getTarget()),
                    hit.getAttempt(),
                    hit.getLine(),
                    Tables.printable(hit.getText()));
          }
        }
      }
      return 0;
    }
  }

  @Command(name = "watch", description = "Print what happens, as it happens, until interrupted.")
  static final class Watch implements Callable<Integer> {
    @ParentCommand private @Nullable Ctl ctl;

    @Override
    public Integer call() throws IOException {
      try (FarmConnection farm = parent(ctl).connect()) {
        var events = farm.streams().watch(WatchRequest.getDefaultInstance());
        while (events.hasNext()) {
          var event = events.next();
          if (parent(ctl).json()) {
            parent(ctl).printJson(event);
          } else {
            parent(ctl)
                .out()
                .println(Tables.time(event.getTime()) + "  " + Tables.printable(event.getText()));
          }
          parent(ctl).out().flush();
        }
      }
      return 0;
    }
  }
}
