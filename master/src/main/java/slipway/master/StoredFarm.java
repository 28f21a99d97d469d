package slipway.master;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.master.journal.RocksJournal;
import slipway.master.plan.TreeContents;
import slipway.scheduler.Event;
import slipway.scheduler.simulate.FarmState;

/// The farm that a data directory holds while no master has it.
public final class StoredFarm {
  private StoredFarm() {}

  /// @param data the master's data directory, or a copy of it
  /// @param withTree whether the tree is to be read too; what is not evaluated in the directory's
  ///   cache takes its time
  /// @throws MasterException if a master has the directory, or it holds no journal
  public static FarmState read(MasterConfig config, Path data, boolean withTree)
      throws MasterException, IOException {
    var journalDirectory = data.resolve("journal");
    if (!journalDirectory.toFile().isDirectory()) {
      throw new MasterException(
          "There is no journal in %s: name a master's data directory, or a copy of one."
              .formatted(data));
    }
    try (var _ = DataDirectory.lock(data)) {
      var events = new ArrayList<Event>();
      try (var journal = RocksJournal.open(journalDirectory)) {
        journal.replay(events::add);
      }
      return new FarmState(
          newest(events),
          config.policy().farm(),
          events,
          withTree ? tree(config, data) : List.of());
    }
  }

  /// The farm stands still since then.
  private static Instant newest(List<Event> events) {
    return events.stream().map(Event::at).max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  private static List<FarmState.InTree> tree(MasterConfig config, Path data) throws IOException {
    try (var catalog = Catalog.open(catalogConfig(config, data))) {
      return TreeContents.of(catalog.at(catalog.resolve(config.tree().branch())));
    }
  }

  static CatalogConfig catalogConfig(MasterConfig config, Path data) {
    return CatalogConfig.of(
        config.tree().repository(),
        config.targets().stream()
            .map(target -> new slipway.catalog.Target(target.host(), target.architecture()))
            .toList(),
        data.resolve("catalog"));
  }
}
