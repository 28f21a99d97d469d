package slipway.catalog;

import java.util.List;

/// Whether a package can be built for a target, and if not, why.
public sealed interface Availability {

  /// Nothing in the tree stands against it.
  record Buildable() implements Availability {}

  /// The template says that it is not for this target.
  ///
  /// @param text what the template says about it
  record Skipped(Reason reason, String text) implements Availability {}

  /// The template does not evaluate. The definition is the last good one where that is known, else
  /// an empty one.
  record Broken(Problem problem) implements Availability {}

  /// The template is good, and something it depends on is not.
  ///
  /// @param because the dependencies that cannot be had, each as `NAME: reason`; for a cycle, the
  ///   cycle
  record Unbuildable(List<String> because) implements Availability {
    public Unbuildable {
      because = List.copyOf(because);
    }
  }

  /// Why a package is skipped, in the order in which xbps-src looks.
  enum Reason {
    NOCROSS,
    BROKEN,
    RESTRICTED,
    ARCHS;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  default boolean isBuildable() {
    return this instanceof Buildable;
  }

  /// In a few words, for a table.
  default String summary() {
    return switch (this) {
      case Buildable() -> "buildable";
      case Skipped(var reason, var text) ->
          text.isEmpty() ? reason.toString() : reason + ": " + text;
      case Broken(var problem) -> "template broken: " + problem.what();
      case Unbuildable(var because) -> "unbuildable: " + String.join("; ", because);
    };
  }
}
