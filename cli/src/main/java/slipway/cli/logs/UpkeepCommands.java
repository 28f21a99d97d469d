package slipway.cli.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.logstore.bench.LogBench;
import slipway.logstore.upkeep.Backups;

/// The commands of `slipway logs` that keep a store in health.
final class UpkeepCommands {
  private UpkeepCommands() {}

  @Command(name = "stats", description = "Print what the store holds, and what it needs on disk.")
  static final class Stats implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Option(names = "--json", description = "as one line of JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            var stats = store.upkeep().stats();
            var figures = new LinkedHashMap<String, Object>();
            figures.put("logs", stats.logs());
            figures.put("open_logs", stats.openLogs());
            figures.put("log_bytes", stats.logBytes());
            figures.put("packs", stats.packs());
            figures.put("unpacked_bytes", stats.unpackedBytes());
            figures.put("data_bytes", stats.dataBytes());
            figures.put("index_bytes", stats.indexBytes());
            figures.put("disk_bytes", stats.diskBytes());
            figures.put("indexed_packs", stats.indexedPacks());
            var out = LogsCommand.of(logs).out();
            if (json) {
              out.println(LogBench.json(figures));
            } else {
              figures.forEach((name, value) -> out.printf("%-16s %15s%n", name, value));
            }
            return 0;
          });
    }
  }

  @Command(
      name = "verify",
      description = "Read every byte, and name all damage. Answers 1 if there is any.")
  static final class Verify implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .reading(store -> {
            var report = store.upkeep().verify();
            var out = LogsCommand.of(logs).out();
            report.damage().forEach(out::println);
            out.printf(
                "%d logs, %d bytes are whole; %d damages%n",
                report.logs(), report.bytes(), report.damageCount());
            return report.whole() ? 0 : 1;
          });
    }
  }

  @Command(
      name = "backup",
      description =
          "Add a backup to those in a directory; only what is new since the last one is copied. While a master runs, use `slipway ctl back-up-logs`.")
  static final class Backup implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "DIR", description = "where the backups are")
    private Path directory = Path.of(".");

    @Option(
        names = "--kept",
        paramLabel = "COUNT",
        description = "remove all but so many of the newest (default: none is removed)")
    private int kept;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .writing(store -> {
            LogsCommand.of(logs)
                .out()
                .printf("backup %d is made%n", store.upkeep().backup(directory));
            if (kept > 0) {
              Backups.keep(directory, kept);
            }
            return 0;
          });
    }
  }

  @Command(
      name = "restore",
      description = "Make the store, which must be missing or empty, from the newest backup.")
  static final class Restore implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Parameters(paramLabel = "DIR", description = "where the backups are")
    private Path directory = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.told(() -> {
        Backups.restore(directory, LogsCommand.of(logs).directory());
        LogsCommand.of(logs).out().printf("restored; `slipway logs verify` reads all of it%n");
        return 0;
      });
    }
  }

  @Command(
      name = "reindex",
      description = "Make the search index, and what else is made from the logs, again.")
  static final class Reindex implements Callable<Integer> {
    @ParentCommand private @Nullable LogsCommand logs;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return LogsCommand.of(logs)
          .writing(store -> {
            store.upkeep().reindex();
            return 0;
          });
    }
  }
}
