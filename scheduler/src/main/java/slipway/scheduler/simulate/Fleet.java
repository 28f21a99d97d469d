package slipway.scheduler.simulate;

import java.util.List;
import java.util.Set;

/// The workers of a simulated farm.
public record Fleet(List<Machine> machines) {
  /// One worker.
  ///
  /// @param hosts architectures whose programs it runs
  /// @param slots builds at once
  /// @param speed how much faster than others it builds; 1: as the efforts say
  public record Machine(
      String name,
      Set<String> hosts,
      int slots,
      int jobsPerBuild,
      long memoryBytes,
      long diskBytes,
      double speed) {}

  public Fleet {
    machines = List.copyOf(machines);
  }

  public int slots() {
    return machines.stream().mapToInt(Machine::slots).sum();
  }
}
