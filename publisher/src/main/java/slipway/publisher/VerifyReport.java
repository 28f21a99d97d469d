package slipway.publisher;

import java.util.List;

/// What a look at every byte of a repository found.
///
/// @param packages how many entries were looked at, in indexes and stages
public record VerifyReport(int packages, List<Fault> faults) {
  public VerifyReport {
    faults = List.copyOf(faults);
  }

  /// Something that is not as it should be.
  ///
  /// @param subject a file, relative to the directory that was looked at
  public record Fault(Severity severity, String subject, String what) {}

  /// Whether a client would stumble.
  public enum Severity {
    /// A client cannot use it.
    ERROR,
    /// Nobody is harmed.
    WARNING
  }

  /// Whether every client can use everything that is listed.
  public boolean sound() {
    return faults.stream().noneMatch(fault -> fault.severity() == Severity.ERROR);
  }
}
