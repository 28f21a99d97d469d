package slipway.master.loop;

import java.util.List;
import slipway.master.journal.Journal;
import slipway.scheduler.Farm;
import slipway.scheduler.Orders;

/// Who hears of what the farm has decided, once it is durable. Called by the loop's thread, which
/// none of these may hold up.
public interface Audience {
  /// @param farm as it is after the events; only to be read, and only within this call
  void happened(List<Journal.Entry> entries, Farm farm);

  /// All that one worker should do from now on.
  void ordered(String worker, Orders orders);

  boolean isConnected(String worker);

  /// The loop has ended by itself.
  void failed(Exception cause);
}
