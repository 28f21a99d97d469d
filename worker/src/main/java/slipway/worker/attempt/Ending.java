package slipway.worker.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How an attempt ended, with all that the master is told of it.
///
/// @param phase in which it ended
/// @param exitStatus of the build's process, 128 + n for signal n; 0 if there was none
/// @param message one sentence for people
/// @param packages what it delivers, if it succeeded
/// @param duration from the start of the process to its end
/// @param logBytes length of the whole log
/// @param diskFreeBytes of the build area at the end, before anything was cleaned
/// @param diskBytesPeak of the attempt's directories
/// @param memoryBytesPeak of its processes together
public record Ending(
    Cause cause,
    Phase phase,
    int exitStatus,
    String message,
    List<Delivery> packages,
    Duration duration,
    long logBytes,
    long diskFreeBytes,
    long diskBytesPeak,
    long memoryBytesPeak,
    Instant started,
    Instant ended) {
  /// One package file that is to be uploaded; it lies in the attempt's directory of packages.
  ///
  /// @param sha256 64 lower-case hexadecimal digits
  /// @param repository where the build tool has put it, as a path below its repository: `main`,
  ///   `nonfree`, `debug`, `multilib/nonfree`, …; empty: where the template says
  public record Delivery(String fileName, long sizeBytes, String sha256, String repository) {
    /// One that goes where the template says.
    public Delivery(String fileName, long sizeBytes, String sha256) {
      this(fileName, sizeBytes, sha256, "");
    }
  }

  public Ending {
    packages = List.copyOf(packages);
  }

  /// The same attempt, after all not delivered.
  public Ending refused(String why) {
    return new Ending(
        Cause.PACKAGE_ERROR,
        Phase.UPLOAD,
        exitStatus,
        why,
        List.of(),
        duration,
        logBytes,
        diskFreeBytes,
        diskBytesPeak,
        memoryBytesPeak,
        started,
        ended);
  }
}
