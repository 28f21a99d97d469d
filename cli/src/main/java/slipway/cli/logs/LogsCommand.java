package slipway.cli.logs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreOptions;

/// `slipway logs`: works on a log store's directory, without a master.
@Command(
    name = "logs",
    header = "Write, read and search a log store, without a farm.",
    description = {
      "",
      "The store is a directory, such as DATA/logs of a master. Commands that read work beside the one process that",
      "writes it; commands that write need it for themselves.",
      "LOG is a number, or the label that `append` or `import` gave it."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      WriteCommands.Append.class,
      ReadCommands.Cat.class,
      ReadCommands.Follow.class,
      ReadCommands.Search.class,
      ReadCommands.Errors.class,
      UpkeepCommands.Stats.class,
      UpkeepCommands.Verify.class,
      UpkeepCommands.Backup.class,
      UpkeepCommands.Restore.class,
      UpkeepCommands.Reindex.class,
      WriteCommands.Export.class,
      WriteCommands.Import.class
    })
public final class LogsCommand {
  @Option(
      names = {"-s", "--store"},
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = "${env:SLIPWAY_LOGS:-logs}",
      description = "the store (default: ${DEFAULT-VALUE})")
  private Path directory = Path.of("logs");

  @Spec private @Nullable CommandSpec spec;

  /// Something to do with a store.
  @FunctionalInterface
  interface Work {
    int with(LogStore store) throws IOException, InterruptedException;
  }

  /// Opens the store for this process alone, which makes it where there is none.
  int writing(Work work) throws IOException, InterruptedException {
    return told(() -> {
      try (var store = LogStore.open(directory, LogStoreOptions.defaults())) {
        return work.with(store);
      }
    });
  }

  /// Opens the store as it is now, beside whoever writes it.
  int reading(Work work) throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          "There is no log store at %s. Name another with --store.".formatted(directory));
    }
    return told(() -> {
      try (var store = LogStore.openForReading(directory, LogStoreOptions.defaults())) {
        return work.with(store);
      }
    });
  }

  /// Something that the store may turn down.
  @FunctionalInterface
  interface Turn {
    int take() throws IOException, InterruptedException;
  }

  /// What a store turns down is told in one line.
  static int told(Turn turn) throws IOException, InterruptedException {
    try {
      return turn.take();
    } catch (LogStoreException | IllegalArgumentException turnedDown) {
      throw new Failure(String.valueOf(turnedDown.getMessage()));
    }
  }

  /// The number of the log that is meant; it must be there.
  static long find(LogStore store, String log) {
    if (log.matches("\\d{1,18}")) {
      return Long.parseLong(log);
    }
    return store
        .labelled(log)
        .orElseThrow(() -> new Failure("No log has the label %s.".formatted(log)));
  }

  Path directory() {
    return directory;
  }

  PrintWriter out() {
    return spec().commandLine().getOut();
  }

  PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    return spec;
  }

  static LogsCommand of(@Nullable LogsCommand parent) {
    if (parent == null) {
      throw new IllegalStateException("picocli has not set the parent command");
    }
    return parent;
  }
}
