package slipway.worker.master;

import java.util.List;
import java.util.Set;
import slipway.proto.Order;

/// What the master last said, complete.
///
/// @param wanted attempts that should run here, as they came: each is judged when it is begun
/// @param reclaimBytes free space of the build area to bring about when there is time; 0: nothing
///   asked
/// @param wantedTrees attempts whose kept build trees somebody waits for
public record Orders(
    long epoch,
    List<Order> wanted,
    Set<Long> cancel,
    Set<Long> settled,
    long reclaimBytes,
    Set<String> neededDistfiles,
    Set<Long> wantedTrees) {
  public Orders {
    wanted = List.copyOf(wanted);
    cancel = Set.copyOf(cancel);
    settled = Set.copyOf(settled);
    neededDistfiles = Set.copyOf(neededDistfiles);
    wantedTrees = Set.copyOf(wantedTrees);
  }
}
