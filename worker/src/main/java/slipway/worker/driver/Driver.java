package slipway.worker.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;

/// What builds a package. One object serves all attempts; everything of an attempt is in its
/// [Site], on disk, since the process that collects may be another than the one that prepared.
public interface Driver {
  /// As orders name it.
  String name();

  /// Does all that comes before the build's own process.
  ///
  /// @throws StepFailed if that says how the attempt ends
  /// @throws IOException if the disk fails; the attempt is judged by the space that is left
  Command prepare(Site site) throws IOException, InterruptedException, StepFailed;

  /// The phase that a line of the log begins. Called for lines that begin with `=> ` only.
  Optional<Phase> phaseOf(String line);

  /// What an exit status means, as far as it tells.
  ///
  /// @param seen the phase that was seen last in the log
  /// @param logTail the end of the log
  Verdict verdictOf(int exitStatus, Phase seen, String logTail);

  /// Finds or makes the package files in the site's directory of packages, after the process has
  /// ended well.
  ///
  /// @throws StepFailed if they are not what was ordered
  List<Ending.Delivery> collect(Site site) throws IOException, InterruptedException, StepFailed;

  /// Directories that the attempt has written to, to be measured. All of them are the attempt's
  /// alone.
  default List<Path> directories(Site site) {
    return List.of(site.files().area());
  }

  /// Names of build roots and results that must not be reclaimed while the attempt runs.
  default Set<String> holds(Site site) {
    return Set.of();
  }

  /// Moves what shows how the build failed into the attempt's own directories, where it is kept for
  /// a while. Called once, before [#release].
  ///
  /// @throws IOException if that cannot be done; nothing depends on it
  default void keep(Site site) throws IOException {}

  /// Removes what the attempt has left outside its own directories. Called once it has ended,
  /// perhaps twice.
  default void release(Site site) throws IOException {}
}
