package slipway.catalog.git;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// One commit's tree, as far as the catalog reads it: names and object ids, no content.
///
/// @param commit full hash
/// @param packages the directories under `srcpkgs/` that hold a `template`, by name
/// @param links the symbolic links under `srcpkgs/`, by name
/// @param common every file that an evaluation may read besides templates, by path: `common/…`,
///   `etc/…`
/// @param oddEntries names under `srcpkgs/` that cannot be used, with what is wrong with them
/// @param commonId changes whenever a common file does
/// @param roots the git trees that all this was read from, by the name of the directory: `srcpkgs`,
///   and `common` and `etc` where there are such
public record GitTree(
    String commit,
    SortedMap<String, Entry> packages,
    SortedMap<String, Link> links,
    SortedMap<String, ObjectId> common,
    SortedMap<String, String> oddEntries,
    String commonId,
    Map<String, ObjectId> roots) {

  /// A package's directory and its template.
  public record Entry(ObjectId directory, ObjectId template) {}

  /// A symbolic link and where it points to, as written.
  public record Link(ObjectId blob, String goal) {}

  public GitTree {
    packages = Collections.unmodifiableSortedMap(packages);
    links = Collections.unmodifiableSortedMap(links);
    common = Collections.unmodifiableSortedMap(common);
    oddEntries = Collections.unmodifiableSortedMap(oddEntries);
    roots = Map.copyOf(roots);
  }

  /// A tree without anything in it.
  public static GitTree empty() {
    SortedMap<String, Entry> nothing = Collections.emptySortedMap();
    SortedMap<String, Link> noLinks = Collections.emptySortedMap();
    return new GitTree(
        "",
        nothing,
        noLinks,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        "",
        Map.of());
  }

  /// The template of a package.
  ///
  /// @throws IllegalArgumentException if there is no such package
  public ObjectId template(String name) {
    Entry entry = packages.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("there is no package " + name + " in " + commit);
    }
    return entry.template();
  }

  /// The file `common/…`, `etc/…` or `srcpkgs/NAME/template`; null if the tree does not have it.
  public @Nullable ObjectId blob(String path) {
    if (path.startsWith("srcpkgs/") && path.endsWith("/template")) {
      Entry entry = packages.get(path.substring(8, path.length() - 9));
      return entry == null ? null : entry.template();
    }
    return common.get(path);
  }

  /// The object id of [#blob] in hexadecimal; empty if the tree does not have the file.
  public String blobName(String path) {
    ObjectId blob = blob(path);
    return blob == null ? "" : blob.name();
  }
}
