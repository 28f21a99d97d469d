package slipway.master.loop;

import slipway.master.door.NoLeader;

/// The term of this master, if it leads.
public interface Leading {
  /// @throws NoLeader if it does not; names the one who does
  FarmLoop loop();
}
