package slipway.cli.logs;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.logstore.LogStore;
import slipway.logstore.files.LogExport;
import slipway.logstore.files.LogImport;

/// The commands of `slipway logs` that take logs in and give them out.
final class WriteCommands {
  private WriteCommands() {}

  @Command(
      name = "append",
      description =
          "Append what comes from standard input, or a file, to a log. What was read is durable.")
  static final class Append implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "LOG", description = "its number, or a label; a new one gets a number")
    private String log = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "FILE",
        description = "default: standard input")
    private @Nullable Path file;

    @Option(names = "--close", description = "the log is complete then")
    private boolean close;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .writing(store -> {
            long attempt = log.matches("\\d{1,18}") ? Long.parseLong(log) : store.attemptOf(log);
            try (InputStream in =
                file == null
                    ? new FileInputStream(FileDescriptor.in)
                    : Files.newInputStream(file)) {
              long length = new LogImport(store, _ -> {}).append(attempt, in);
              if (close) {
                store.close(attempt, length);
              }
              LogsCommand.of(logs).out().printf("log %d has %d bytes%n", attempt, length);
            }
            return 0;
          });
    }
  }

  @Command(
      name = "import",
      description = {
        "Take every file below a directory in, each as a log with its path as label.",
        "An import that was interrupted is gone on with."
      })
  static final class Import implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "DIR", description = "with plain text files")
    private Path directory = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs).writing(this::take);
    }

    private int take(LogStore store) throws IOException, InterruptedException {
      var imported = new LogImport(store, _ -> {}).directory(directory);
      store.pack();
      LogsCommand.of(logs).out().printf("%d files, %d bytes%n", imported.files(), imported.bytes());
      return 0;
    }
  }

  @Command(
      name = "export",
      description = "Write all logs as plain files, or as one tar archive compressed with zstd.")
  static final class Export implements Callable<Integer> {
    private static final String ARCHIVE = ".tar.zst";

    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(
        paramLabel = "TO",
        description = "a directory, or a file whose name ends with " + ARCHIVE)
    private Path to = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            var export = new LogExport(store);
            long count = to.toString().endsWith(ARCHIVE) ? archive(export) : export.directory(to);
            LogsCommand.of(logs).out().printf("%d logs%n", count);
            return 0;
          });
    }

    private long archive(LogExport export) throws IOException {
      var beside = to.resolveSibling(to.getFileName() + ".part");
      long count;
      try (var out = new BufferedOutputStream(Files.newOutputStream(beside))) {
        count = export.archive(out);
      }
      Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
      return count;
    }
  }
}
