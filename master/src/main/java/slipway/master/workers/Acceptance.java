package slipway.master.workers;

import java.io.IOException;
import java.util.Optional;
import slipway.proto.AttemptReport;
import slipway.scheduler.Lease;

/// Judges whether an attempt that claims success has delivered what it must.
public interface Acceptance {
  /// @return what is missing, as a sentence; empty if nothing is
  Optional<String> missing(Lease lease, AttemptReport report) throws IOException;
}
