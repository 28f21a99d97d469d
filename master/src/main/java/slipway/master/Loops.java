package slipway.master;

import java.io.IOException;
import java.util.List;
import slipway.logstore.LogStore;
import slipway.master.farm.PublishingView;
import slipway.master.farm.TreeView;
import slipway.master.history.History;
import slipway.master.intake.Intake;
import slipway.master.journal.Journal;
import slipway.master.loop.FarmLoop;
import slipway.master.workers.Acceptance;

/// What runs around the farm's loop while this master leads: planning and publishing.
public interface Loops extends AutoCloseable {
  /// Makes the loops of one master.
  interface Maker {
    /// Opens what does not need the rest of the master, while that is being opened.
    default void prepare() throws IOException {}

    Loops make(History history, Intake intake, LogStore logs) throws IOException;
  }

  TreeView tree();

  PublishingView publishing();

  /// Judges what workers deliver.
  Acceptance acceptance();

  /// Begins to work for this term.
  void begin(FarmLoop loop);

  /// What has become durable. Called by the farm's thread, must be quick.
  void happened(List<Journal.Entry> entries);

  /// Ends the work for the term, and waits until it has ended.
  void end();

  @Override
  void close();
}
