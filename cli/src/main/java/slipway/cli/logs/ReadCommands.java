package slipway.cli.logs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.cli.ctl.Tables;
import slipway.logstore.LogMark;
import slipway.logstore.LogStore;
import slipway.logstore.SearchHit;
import slipway.logstore.SearchQuery;
import slipway.logstore.files.LogExport;

/// The commands of `slipway logs` that show what logs hold.
final class ReadCommands {
  private ReadCommands() {}

  /// The process's own output, for bytes as they are.
  private static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out);
  }

  /// A log's label, which may come from the name of a file, or its number.
  private static String name(LogStore store, long attempt) {
    return Tables.printable(store.label(attempt).orElse("" + attempt));
  }

  @Command(name = "cat", description = "Print a log, byte for byte, or a part of it.")
  static final class Cat implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "LOG", description = "its number or label")
    private String log = "";

    @Option(names = "--offset", paramLabel = "BYTES", description = "begin at this byte")
    private long offset;

    @Option(names = "--line", paramLabel = "N", description = "begin at this line, from 1")
    private long line;

    @Option(
        names = {"-n", "--lines"},
        paramLabel = "N",
        description = "so many lines, the last ones without --line")
    private int count;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            long attempt = LogsCommand.find(store, log);
            try (var out = standardOutput()) {
              if (count > 0 || line > 0) {
                lines(store, attempt, out);
              } else {
                new LogExport(store).log(attempt, offset, out);
              }
            }
            return 0;
          });
    }

    private void lines(LogStore store, long attempt, OutputStream out) throws IOException {
      int wanted = count > 0 ? count : Integer.MAX_VALUE;
      long next = line > 0 ? line : store.tail(attempt, 0).total() - wanted + 1;
      long end = Math.max(1, next) + wanted;
      for (next = Math.max(1, next); next < end; ) {
        var some = store.lines(attempt, next, (int) Math.min(LogStore.LINES_MAX, end - next));
        if (some.lines().isEmpty()) {
          return;
        }
        for (var each : some.lines()) {
          out.write(each.bytes());
          out.write('\n');
        }
        next += some.lines().size();
      }
    }
  }

  @Command(
      name = "follow",
      description =
          "Print a log while it grows, until it is closed. Waits for one that has not begun.")
  static final class Follow implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "LOG", description = "its number or label")
    private String log = "";

    @Option(names = "--offset", paramLabel = "BYTES", description = "begin at this byte")
    private long offset;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            try (var follower = store.follow(LogsCommand.find(store, log), offset);
                var out = standardOutput()) {
              while (!follower.ended()) {
                var bytes = follower.next(PATIENCE);
                if (bytes.isPresent()) {
                  out.write(bytes.get());
                }
              }
            }
            return 0;
          });
    }
  }

  @Command(
      name = "search",
      description = "Print the lines of all logs that hold a text, the newest log first.")
  static final class Search implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "TEXT", description = "what to look for")
    private String text = "";

    @Option(
        names = {"-e", "--regex"},
        description = "TEXT is a regular expression (RE2)")
    private boolean regex;

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
        names = {"-m", "--limit"},
        paramLabel = "N",
        description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 1000;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            var query =
                new SearchQuery(text, regex, ignoreCase, _ -> true, context, Math.max(1, limit));
            long found = 0;
            try (var hits = store.search(query)) {
              for (; hits.hasNext(); found++) {
                print(store, hits.next());
              }
            }
            return found > 0 ? 0 : 1; // as grep does
          });
    }

    private void print(LogStore store, SearchHit hit) {
      var out = LogsCommand.of(logs).out();
      String name = name(store, hit.attempt());
      print(name, '-', hit.line() - hit.before().size(), hit.before());
      out.printf("%s:%d:%s%n", name, hit.line(), Tables.printable(hit.text()));
      print(name, '-', hit.line() + 1, hit.after());
      if (context > 0) {
        out.println("--");
      }
      out.flush();
    }

    private void print(String name, char mark, long first, List<String> lines) {
      for (int at = 0; at < lines.size(); at++) {
        LogsCommand.of(logs)
            .out()
            .printf("%s%c%d%c%s%n", name, mark, first + at, mark, Tables.printable(lines.get(at)));
      }
    }
  }

  @Command(
      name = "errors",
      description = "Print the errors of a log, and where its last error was seen before.")
  static final class Errors implements Callable<Integer> {
    private static final int ERRORS_SHOWN = 20;

    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "LOG", description = "its number or label")
    private String log = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      var out = LogsCommand.of(logs).out();
      return LogsCommand.of(logs)
          .reading(store -> {
            long attempt = LogsCommand.find(store, log);
            var marks = store.marks(attempt, EnumSet.of(LogMark.Kind.ERROR), ERRORS_SHOWN);
            for (var mark : marks.marks()) {
              out.printf("line %d: %s%n", mark.line(), Tables.printable(mark.text()));
            }
            out.printf("%d errors, %d warnings%n", marks.errors(), marks.warnings());
            store
                .signature(attempt)
                .ifPresent(signature -> {
                  var history = store.errorHistory(signature.id(), other -> other != attempt);
                  out.printf("fails with: %s%n", Tables.printable(signature.text()));
                  out.println(
                      history
                          .first()
                          .map(first ->
                              "seen in %d other logs, first in %s at %s"
                                  .formatted(
                                      history.count(),
                                      name(store, first.attempt()),
                                      first.closedAt()))
                          .orElse("seen in no other log"));
                });
            return 0;
          });
    }
  }
}
