package slipway.publisher;

import java.util.List;

/// What a release made visible, and what it did not.
///
/// @param released pkgvers that are in the index now
/// @param held staged packages that wait, each with its reason
public record ReleaseReport(List<String> released, List<Held> held) {
  public ReleaseReport {
    released = List.copyOf(released);
    held = List.copyOf(held);
  }

  /// A staged package that may not be released yet.
  ///
  /// @param missing the library or dependency pattern that nobody would provide
  /// @param user pkgver of the package that needs it
  public record Held(String pkgver, String missing, String user) {
    /// For people.
    public String sentence() {
      return pkgver.equals(user)
          ? "%s waits: it needs %s, which is not released".formatted(pkgver, missing)
          : "%s waits: %s still needs %s, which would be gone".formatted(pkgver, user, missing);
    }
  }
}
