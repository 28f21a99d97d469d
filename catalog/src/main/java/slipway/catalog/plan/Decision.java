package slipway.catalog.plan;

import java.util.List;

/// Whether a package is to be built for a target, and why or why not.
public sealed interface Decision {

  /// The repository has none of its binary packages.
  record NeverBuilt() implements Decision {}

  /// The tree has a newer version.
  ///
  /// @param published the versions that the repository has, as `NAME-VERSION_REVISION`
  record Newer(List<String> published) implements Decision {
    public Newer {
      published = List.copyOf(published);
    }
  }

  /// The tree has a lower version, and says that it replaces the published one.
  record Reverts(String published) implements Decision {}

  /// The package is published, and some of its subpackages are not.
  record MissingSubpackages(List<String> names) implements Decision {
    public MissingSubpackages {
      names = List.copyOf(names);
    }
  }

  /// The repository has what the tree has.
  record UpToDate() implements Decision {}

  /// The repository has a newer version than the tree, which does not say that it replaces it.
  record RepositoryNewer(String published) implements Decision {}

  /// It is not for this target, its template is broken, or a dependency cannot be had.
  ///
  /// @param reason in words
  record CannotBuild(String reason) implements Decision {}

  default boolean isBuild() {
    return switch (this) {
      case NeverBuilt _, Newer _, Reverts _, MissingSubpackages _ -> true;
      case UpToDate _, RepositoryNewer _, CannotBuild _ -> false;
    };
  }

  /// In a sentence's tail: "build: …" or "no build: …".
  default String why() {
    return switch (this) {
      case NeverBuilt() -> "build: the repository does not have it";
      case Newer(var published) -> "build: the repository has " + String.join(", ", published);
      case Reverts(var published) -> "build: it reverts " + published;
      case MissingSubpackages(var names) ->
          "build: the repository lacks " + String.join(", ", names);
      case UpToDate() -> "no build: up to date";
      case RepositoryNewer(var published) ->
          "no build: the repository has the newer " + published + ", which it does not revert";
      case CannotBuild(var reason) -> "no build: " + reason;
    };
  }
}
