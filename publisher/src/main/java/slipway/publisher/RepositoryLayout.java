package slipway.publisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which package goes where: Void's layout.
///
/// glibc packages lie at the top, musl ones below `musl/`, those for AArch64 below `aarch64/`; in
/// each tree there are the main repository, `nonfree`, `bootstrap` and `debug`. The 32-bit packages
/// that the i686 target builds for x86_64 lie in `multilib` and its subdirectories. Source:
/// void-linux/void-infrastructure, the build servers' configuration.
public final class RepositoryLayout {
  /// The main repository of each tree.
  public static final String MAIN = "";

  private static final String MULTILIB = "multilib";
  private static final String MULTILIB_SUFFIX = "-32bit";
  private static final String DEBUG_SUFFIX = "-dbg";
  private static final Set<String> REPOSITORIES = Set.of(MAIN, "nonfree", "bootstrap", "debug");
  private static final List<String> MULTILIB_REPOSITORIES = List.of(MAIN, "nonfree", "bootstrap");

  private RepositoryLayout() {}

  /// The directory of a package, relative to the root; empty for the root itself.
  ///
  /// @param architecture for which the package was built; i686 for the `-32bit` packages
  /// @param repository what the template says: empty or `main`, `nonfree`, `bootstrap`, `debug`
  /// @throws IllegalArgumentException if there is no such repository
  public static String directoryOf(String architecture, String repository, String pkgname) {
    return placeOf(architecture, repository, pkgname).directory();
  }

  /// As [#directoryOf], with the architecture of the index that lists the package.
  static IndexPlace placeOf(String architecture, String repository, String pkgname) {
    String name = repository.equals("main") ? MAIN : repository;
    if (name.equals(MULTILIB) || name.startsWith(MULTILIB + "/")) {
      name = name.equals(MULTILIB) ? MAIN : name.substring(MULTILIB.length() + 1);
    }
    if (!REPOSITORIES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no repository \"%s\": use main, nonfree, bootstrap or debug"
              .formatted(repository));
    }
    if (architecture.equals("i686") && pkgname.endsWith(MULTILIB_SUFFIX)) {
      return new IndexPlace(join(MULTILIB, name), "x86_64");
    }
    String sub = pkgname.endsWith(DEBUG_SUFFIX) ? "debug" : name;
    return new IndexPlace(join(tree(architecture), sub), architecture);
  }

  /// All places to which builds for this architecture deliver; those in one list see each other's
  /// libraries.
  static List<List<IndexPlace>> familiesOf(String architecture) {
    var families = new ArrayList<List<IndexPlace>>();
    families.add(
        List.of(MAIN, "nonfree", "bootstrap", "debug").stream()
            .map(name -> new IndexPlace(join(tree(architecture), name), architecture))
            .toList());
    if (architecture.equals("i686")) {
      families.add(
          MULTILIB_REPOSITORIES.stream()
              .map(name -> new IndexPlace(join(MULTILIB, name), "x86_64"))
              .toList());
    }
    return families;
  }

  /// Every directory that may hold an index, relative to the root.
  static List<String> directories() {
    var directories = new ArrayList<String>();
    for (String tree : List.of("", "musl", "aarch64")) {
      for (String name : List.of(MAIN, "nonfree", "bootstrap", "debug")) {
        directories.add(join(tree, name));
      }
    }
    MULTILIB_REPOSITORIES.forEach(name -> directories.add(join(MULTILIB, name)));
    return directories;
  }

  private static String tree(String architecture) {
    if (architecture.startsWith("aarch64")) {
      return "aarch64";
    }
    return architecture.endsWith("-musl") ? "musl" : "";
  }

  private static String join(String tree, String name) {
    if (tree.isEmpty() || name.isEmpty()) {
      return tree + name;
    }
    return tree + "/" + name;
  }
}
