package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Fleets and faults from tables (docs/scheduler.md describes them).
public final class SetupTables {
  private static final long GIB = 1L << 30;

  private static final List<String> FAULTS =
      List.of(
          "package_fails",
          "attempt_fails",
          "fetch_fails",
          "times_out",
          "stops",
          "broken",
          "deaths_per_day",
          "restarts_per_day",
          "partitions_per_day",
          "outage_seconds",
          "master_restarts_per_day",
          "lateness_seconds",
          "operations_per_day");

  private SetupTables() {}

  /// Columns `worker`, `hosts` (a list), `slots`, `jobs`, `memory_gib`, `disk_gib`, `speed`.
  public static Fleet fleet(Iterable<String> lines) {
    var table = new Table("fleet", lines);
    var machines = new ArrayList<Fleet.Machine>();
    while (table.next()) {
      machines.add(
          new Fleet.Machine(
              table.text("worker"),
              new TreeSet<>(table.words("hosts")),
              (int) table.number("slots"),
              (int) table.number("jobs"),
              Math.round(table.number("memory_gib") * GIB),
              Math.round(table.number("disk_gib") * GIB),
              table.number("speed")));
    }
    return new Fleet(machines);
  }

  /// Columns `fault` and `value`; what is not named does not happen.
  public static Faults faults(Iterable<String> lines) {
    var table = new Table("faults", lines);
    var values = new TreeMap<String, Double>();
    while (table.next()) {
      String name = table.text("fault");
      if (!FAULTS.contains(name)) {
        throw new Table.BadTable(
            "faults names \"" + name + "\", which is none of " + String.join(", ", FAULTS) + ".");
      }
      values.put(name, table.number("value"));
    }
    return faults(values);
  }

  private static Faults faults(Map<String, Double> values) {
    return new Faults(
        values.getOrDefault("package_fails", 0.0),
        values.getOrDefault("attempt_fails", 0.0),
        values.getOrDefault("fetch_fails", 0.0),
        values.getOrDefault("times_out", 0.0),
        values.getOrDefault("stops", 0.0),
        values.getOrDefault("broken", 0.0),
        values.getOrDefault("deaths_per_day", 0.0),
        values.getOrDefault("restarts_per_day", 0.0),
        values.getOrDefault("partitions_per_day", 0.0),
        seconds(values.getOrDefault("outage_seconds", 600.0)),
        values.getOrDefault("master_restarts_per_day", 0.0),
        seconds(values.getOrDefault("lateness_seconds", 0.0)),
        values.getOrDefault("operations_per_day", 0.0));
  }

  private static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(value * 1000));
  }
}
