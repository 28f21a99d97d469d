package slipway.cli.config;

import java.nio.file.Path;
import java.util.List;
import slipway.cli.Failure;
import slipway.worker.WorkerConfig;
import slipway.worker.WorkerConfig.Limits;
import slipway.worker.WorkerConfig.Space;
import slipway.worker.WorkerConfig.Timing;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;

/// A worker's configuration file. `docs/manual.md` lists its keys.
public final class WorkerConfigFile {
  private WorkerConfigFile() {}

  /// @throws Failure naming every mistake
  public static WorkerConfig read(Path file) {
    Settings settings = Settings.read(file);
    Settings xbpsSrc = settings.table("xbps-src");
    List<String> drivers = settings.texts("drivers");
    var config =
        new WorkerConfig(
            settings.text("name"),
            settings.texts("masters"),
            settings.optionalPath("trust"),
            settings.path("token-file"),
            settings.texts("hosts"),
            settings.integer("slots", 1),
            settings.integer("jobs-per-build", 1),
            settings.path("state"),
            settings.path("build-area"),
            settings.path("cache"),
            space(settings.table("space")),
            timing(settings.table("timing")),
            limits(settings.table("limits")),
            drivers.isEmpty() ? List.of("template") : drivers,
            new XbpsSrcSettings(
                xbpsSrc.texts("configuration"),
                xbpsSrc.texts("options"),
                xbpsSrc.texts("path").stream().map(Path::of).toList()),
            settings.text("location", ""));
    settings.finish(file);
    List<String> mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      throw new Failure(
          "The configuration " + file + " has mistakes:\n  " + String.join("\n  ", mistakes));
    }
    return config;
  }

  private static Space space(Settings space) {
    Space usual = Space.DEFAULT;
    return new Space(
        space.size("reserve", usual.reserveBytes()),
        (int) Math.min(1 << 30, space.size("state-reserve", usual.stateReserveBytes())),
        space.size("log-spool", usual.logSpoolBytes()),
        space.size("kept-trees", usual.keptTreesBytes()),
        space.duration("kept-trees-for", usual.keptTreesFor()),
        space.size("compiler-cache-floor", usual.compilerCacheFloorBytes()));
  }

  private static Limits limits(Settings limits) {
    return new Limits(
        limits.size("memory", 0),
        limits.integer("cpus", 0),
        limits.flag("network-after-fetch", false));
  }

  private static Timing timing(Settings timing) {
    Timing usual = Timing.DEFAULT;
    return new Timing(
        timing.duration("report-every", usual.reportEvery()),
        timing.duration("kill-grace", usual.killGrace()));
  }
}
