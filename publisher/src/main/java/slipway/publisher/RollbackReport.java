package slipway.publisher;

import java.util.List;

/// What a rollback changed.
///
/// @param restored pkgvers that everybody sees again
/// @param withdrawn pkgvers that went back to the stage
public record RollbackReport(List<String> restored, List<String> withdrawn) {
  public RollbackReport {
    restored = List.copyOf(restored);
    withdrawn = List.copyOf(withdrawn);
  }
}
