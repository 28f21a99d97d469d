package slipway.cli.ctl;

import com.google.protobuf.Timestamp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.cli.Failure;
import slipway.proto.Cause;
import slipway.proto.GetBuildRequest;
import slipway.proto.LogHit;
import slipway.proto.Phase;
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

    @Option(names = "--target", paramLabel = "TARGET", description = "only in logs of this target")
    private String target = "";

    @Option(
        names = "--worker",
        paramLabel = "NAME",
        description = "only of attempts on this worker")
    private String worker = "";

    @Option(
        names = "--cause",
        paramLabel = "CAUSE",
        description = "only of attempts that ended so: ${COMPLETION-CANDIDATES}; may be repeated")
    private List<Cause> causes = List.of();

    @Option(
        names = "--phase",
        paramLabel = "PHASE",
        description = "only of attempts that ended in this phase: ${COMPLETION-CANDIDATES}")
    private Phase phase = Phase.PHASE_UNSPECIFIED;

    @Option(names = "--since", paramLabel = "DAY", description = "begun on this day or later (UTC)")
    private @Nullable LocalDate since;

    @Option(names = "--until", paramLabel = "DAY", description = "begun on this day or before")
    private @Nullable LocalDate until;

    @Option(
        names = {"-i", "--ignore-case"},
        description = "upper and lower case are the same")
    private boolean ignoreCase;

    @Option(
        names = {"-C", "--context"},
        paramLabel = "N",
        description = "with so many lines before and after each")
    private int context;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Override
    public Integer call() throws IOException {
      try (FarmConnection farm = parent(ctl).connect()) {
        var hits = farm.streams().searchLogs(request());
        while (hits.hasNext()) {
          print(hits.next());
        }
      }
      return 0;
    }

    private SearchLogsRequest request() {
      var request =
          SearchLogsRequest.newBuilder()
              .setText(text)
              .setRegex(regex)
              .setIgnoreCase(ignoreCase)
              .setContextLines(Math.max(0, context))
              .setPackage(packageName)
              .setWorker(worker)
              .addAllCauses(causes)
              .setPhase(phase)
              .setLimit(limit);
      if (!target.isEmpty()) {
        request.setTarget(Targets.parse(target));
      }
      if (since != null) {
        request.setSince(beginOf(since));
      }
      if (until != null) {
        request.setUntil(beginOf(until.plusDays(1)));
      }
      return request.build();
    }

    private static Timestamp beginOf(LocalDate day) {
      return Timestamp.newBuilder()
          .setSeconds(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
          .build();
    }

    private void print(LogHit hit) throws IOException {
      if (parent(ctl).json()) {
        parent(ctl).printJson(hit);
        return;
      }
      hit.getBeforeList().forEach(this::printAround);
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
      hit.getAfterList().forEach(this::printAround);
      parent(ctl).out().flush(); // the first hits at once, though the last may take long
    }

    private void printAround(String line) {
      parent(ctl).out().println("    " + Tables.printable(line));
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
