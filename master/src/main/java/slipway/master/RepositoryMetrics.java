package slipway.master;

import com.google.protobuf.Duration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.MirrorIndex;
import slipway.proto.MirrorState;
import slipway.proto.RepositoryState;

/// The meters of what is published, and of where it has arrived. What is not known has no row.
///
///     slipway.repository.updated{directory,architecture}         when the index was written, Unix seconds
///     slipway.repository.packages{directory,architecture}        packages that everybody sees
///     slipway.repository.staged{directory,architecture}          packages that wait; 0: fully consistent
///     slipway.repository.behind{architecture}                    packages with a lower version than the
///                                                                first target's architecture has
///     slipway.mirror.lag{mirror}                                 how far it is behind at most, in seconds
///     slipway.mirror.in_sync{mirror}                             1 if all its indexes equal ours
///     slipway.mirror.trouble{mirror}                             1 if it cannot be synced or looked at
///     slipway.mirror.backlog{mirror}                             files that it has yet to get
///     slipway.mirror.sync{mirror}                                seconds that its last sync took
///     slipway.mirror.index.in_sync{mirror,directory,architecture}
///     slipway.mirror.index.lag{mirror,directory,architecture}
final class RepositoryMetrics {
  private final MeterRegistry registry;
  private final Map<String, MultiGauge> gaugesByName = new LinkedHashMap<>();

  RepositoryMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge("repository.updated", "When the index was written", "seconds");
    gauge("repository.packages", "Packages that everybody sees", "");
    gauge("repository.staged", "Packages that wait in the stage", "");
    gauge("repository.behind", "Packages with a lower version than the first architecture's", "");
    gauge("mirror.lag", "How far a mirror is behind at most", "seconds");
    gauge("mirror.in_sync", "1 if all indexes of a mirror equal ours", "");
    gauge("mirror.trouble", "1 if a mirror cannot be synced or looked at", "");
    gauge("mirror.backlog", "Files that a mirror has yet to get", "");
    gauge("mirror.sync", "How long a mirror's last sync took", "seconds");
    gauge("mirror.index.in_sync", "1 if this index of a mirror equals ours", "");
    gauge("mirror.index.lag", "How far this index of a mirror is behind at most", "seconds");
  }

  private void gauge(String name, String description, String unit) {
    var builder = MultiGauge.builder("slipway." + name).description(description);
    gaugesByName.put(name, (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry));
  }

  void shows(ListRepositoriesResponse published) {
    var rows = new Rows();
    published.getRepositoriesList().forEach(repository -> add(rows, repository));
    published.getMirrorsList().forEach(mirror -> add(rows, mirror));
    gaugesByName.forEach((name, gauge) -> gauge.register(rows.of(name), true));
  }

  /// The new rows of each gauge.
  private static final class Rows {
    private final Map<String, List<Row<?>>> byName = new LinkedHashMap<>();

    void add(String name, Tags tags, Number value) {
      byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(Row.of(tags, value));
    }

    List<Row<?>> of(String name) {
      return byName.getOrDefault(name, List.of());
    }
  }

  private static void add(Rows rows, RepositoryState repository) {
    var tags =
        Tags.of(
            "directory", repository.getDirectory(), "architecture", repository.getArchitecture());
    if (repository.hasUpdated()) {
      rows.add("repository.updated", tags, repository.getUpdated().getSeconds());
    }
    rows.add("repository.packages", tags, repository.getPackageCount());
    rows.add("repository.staged", tags, repository.getStagedCount());
    if (!repository.getBehindArchitecture().isEmpty()) {
      var its = Tags.of("architecture", repository.getArchitecture());
      rows.add("repository.behind", its, repository.getBehindCount());
    }
  }

  private static void add(Rows rows, MirrorState mirror) {
    var tags = Tags.of("mirror", mirror.getName());
    if (mirror.hasLag()) {
      rows.add("mirror.lag", tags, seconds(mirror.getLag()));
    }
    rows.add("mirror.in_sync", tags, mirror.getInSync() ? 1 : 0);
    rows.add("mirror.trouble", tags, mirror.getProblem().isEmpty() ? 0 : 1);
    if (mirror.getPushed()) {
      rows.add("mirror.backlog", tags, mirror.getBacklogFiles());
    }
    if (mirror.hasLastSyncTook()) {
      rows.add("mirror.sync", tags, seconds(mirror.getLastSyncTook()));
    }
    for (MirrorIndex index : mirror.getIndexesList()) {
      var its =
          tags.and("directory", index.getDirectory(), "architecture", index.getArchitecture());
      rows.add("mirror.index.in_sync", its, index.getInSync() ? 1 : 0);
      if (index.hasBehind()) {
        rows.add("mirror.index.lag", its, seconds(index.getBehind()));
      }
    }
  }

  private static double seconds(Duration span) {
    return span.getSeconds() + span.getNanos() / 1e9;
  }
}
