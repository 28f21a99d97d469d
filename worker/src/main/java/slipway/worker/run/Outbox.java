package slipway.worker.run;

import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.Ending;

/// The way of an attempt's results to the master.
public interface Outbox {
  /// Begins to send the log, and goes on as it grows.
  void follow(AttemptFiles files);

  /// Returns once the whole log is durable at the master and all packages are uploaded, however
  /// long that takes. What it returns is the ending to report: another one if the master refused a
  /// package.
  Ending deliver(AttemptFiles files, Ending ending) throws InterruptedException;

  /// Sends nothing more of this attempt.
  void forget(AttemptFiles files);
}
