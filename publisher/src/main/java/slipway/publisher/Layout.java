package slipway.publisher;

import java.util.List;

/// Where packages lie below a root.
public enum Layout {
  /// Void's tree of repositories: [RepositoryLayout].
  VOID {
    @Override
    IndexPlace placeOf(String architecture, String repository, String pkgname) {
      return RepositoryLayout.placeOf(architecture, repository, pkgname);
    }

    @Override
    List<List<IndexPlace>> familiesOf(String architecture) {
      return RepositoryLayout.familiesOf(architecture);
    }

    @Override
    List<String> directories() {
      return RepositoryLayout.directories();
    }
  },

  /// One directory with everything in it, as `xbps-rindex` makes it.
  ONE_DIRECTORY {
    @Override
    IndexPlace placeOf(String architecture, String repository, String pkgname) {
      return new IndexPlace(RepositoryLayout.MAIN, architecture);
    }

    @Override
    List<List<IndexPlace>> familiesOf(String architecture) {
      return List.of(List.of(new IndexPlace(RepositoryLayout.MAIN, architecture)));
    }

    @Override
    List<String> directories() {
      return List.of(RepositoryLayout.MAIN);
    }
  };

  /// The index of a package.
  ///
  /// @param architecture for which the package was built
  /// @param repository what the template says: empty or `main`, `nonfree`, …
  /// @throws IllegalArgumentException if there is no such repository
  abstract IndexPlace placeOf(String architecture, String repository, String pkgname);

  /// All places to which builds for this architecture deliver; those in one list see each other's
  /// libraries.
  abstract List<List<IndexPlace>> familiesOf(String architecture);

  /// Every directory that may hold an index, relative to the root.
  abstract List<String> directories();
}
