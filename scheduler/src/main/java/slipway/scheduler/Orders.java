package slipway.scheduler;

import java.util.List;

/// All that the farm wants of one worker. An attempt that the worker has and that is in none of the
/// three goes on.
///
/// @param run everything that it should be running
/// @param cancel what it should stop
/// @param settled what it reported and the farm wants nothing more of: forget it
public record Orders(List<Lease> run, List<AttemptId> cancel, List<AttemptId> settled) {
  public Orders {
    run = List.copyOf(run);
    cancel = List.copyOf(cancel);
    settled = List.copyOf(settled);
  }
}
