package slipway.catalog.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;
import slipway.catalog.CatalogException;
import slipway.catalog.CommitRange;

/// Reads commits of a git directory, without a checkout. Others may push to it and repack it
/// meanwhile.
public final class GitReader implements AutoCloseable {
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final int GOAL_BYTES_MAX = 4096;
  private static final String TOO_LARGE = "msg_error 'the file is larger than 1 MiB'\n";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,62}");

  private final Path directory;
  private final Repository repository;

  private GitReader(Path directory, Repository repository) {
    this.directory = directory;
    this.repository = repository;
  }

  /// @throws CatalogException if there is no git repository in `directory`
  public static GitReader open(Path directory) throws CatalogException {
    try {
      var repository =
          new FileRepositoryBuilder().setGitDir(directory.toFile()).setMustExist(true).build();
      return new GitReader(directory, repository);
    } catch (IOException e) {
      throw new CatalogException(
          "Cannot open the git repository at %s: %s. Name a bare git directory, or a URL to mirror."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  /// The full hash of the commit that a branch, tag or abbreviated hash names.
  ///
  /// @throws CatalogException if there is no such commit here
  public String resolve(String ref) throws CatalogException {
    try {
      ObjectId id = repository.resolve(ref + "^{commit}");
      if (id != null && repository.getObjectDatabase().has(id)) {
        return id.name();
      }
    } catch (RevisionSyntaxException | IOException e) {
      throw noSuchCommit(ref, e);
    }
    throw noSuchCommit(ref, null);
  }

  private CatalogException noSuchCommit(String ref, @Nullable Exception cause) {
    String message =
        "There is no commit \"%s\" in %s. If it was pushed just now, fetch; if history was rewritten, name a branch."
            .formatted(ref, directory);
    return cause == null ? new CatalogException(message) : new CatalogException(message, cause);
  }

  /// The names and object ids of a commit.
  ///
  /// @param last a tree read earlier, whose unchanged parts are not read again
  /// @throws CatalogException if the commit is missing, or has no `srcpkgs/`
  public GitTree read(String commit, GitTree last) throws CatalogException {
    try (var reader = repository.newObjectReader();
        var walk = new RevWalk(reader)) {
      ObjectId root = walk.parseCommit(ObjectId.fromString(commit)).getTree();
      return new TreeBuilder(reader, commit, last).build(root);
    } catch (MissingObjectException | IncorrectObjectTypeException | IllegalArgumentException e) {
      throw noSuchCommit(commit, e);
    } catch (IOException e) {
      throw new CatalogException(
          "Cannot read the commit %s in %s: %s. Run git fsck there."
              .formatted(commit, directory, e.getMessage()),
          e);
    }
  }

  /// The commits that lead from one to another, in short. Counted up to [CommitRange#COUNT_MAX]; an
  /// old commit that is missing counts as none.
  ///
  /// @throws CatalogException if the new commit is missing
  public CommitRange between(String oldCommit, String newCommit) throws CatalogException {
    try (var walk = new RevWalk(repository)) {
      RevCommit newest = walk.parseCommit(ObjectId.fromString(newCommit));
      String title = newest.getShortMessage();
      String author = newest.getAuthorIdent().getName();
      walk.markStart(newest);
      if (ObjectId.isId(oldCommit)
          && repository.getObjectDatabase().has(ObjectId.fromString(oldCommit))) {
        walk.markUninteresting(walk.parseCommit(ObjectId.fromString(oldCommit)));
      } else {
        return new CommitRange(title, author, 1);
      }
      int count = 0;
      while (count < CommitRange.COUNT_MAX && walk.next() != null) {
        count++;
      }
      return new CommitRange(title, author, count);
    } catch (IOException | IllegalArgumentException e) {
      throw noSuchCommit(newCommit, e);
    }
  }

  /// A commit and its ancestors by first parents, newest first; fewer where history ends.
  ///
  /// @throws CatalogException if the commit is missing
  public List<String> history(String commit, int count) throws CatalogException {
    var history = new ArrayList<String>();
    try (var walk = new RevWalk(repository)) {
      RevCommit at = walk.parseCommit(ObjectId.fromString(commit));
      while (history.size() < count) {
        history.add(at.name());
        if (at.getParentCount() == 0) {
          break;
        }
        at = walk.parseCommit(at.getParent(0));
      }
      return history;
    } catch (MissingObjectException e) {
      // A shallow clone ends here.
      if (!history.isEmpty()) {
        return history;
      }
      throw noSuchCommit(commit, e);
    } catch (IOException | IllegalArgumentException e) {
      throw noSuchCommit(commit, e);
    }
  }

  /// The content of a file.
  ///
  /// @throws IOException if it is missing
  public byte[] content(ObjectId blob) throws IOException {
    try (var reader = repository.newObjectReader()) {
      return content(reader, blob);
    }
  }

  /// Opens many files with one reader.
  public ObjectReader newReader() {
    return repository.newObjectReader();
  }

  /// The content of a file, read with `reader`. In place of one that is too large to be honest
  /// stands a template that says so.
  public static byte[] content(ObjectReader reader, ObjectId blob) throws IOException {
    try {
      return reader.open(blob).getBytes(FILE_BYTES_MAX);
    } catch (LargeObjectException e) {
      return TOO_LARGE.getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  /// Walks the parts of a tree that matter, and takes the rest from the last one.
  private static final class TreeBuilder {
    private static final String PACKAGES = "srcpkgs";
    private static final List<String> COMMON = List.of("common", "etc");

    private final ObjectReader reader;
    private final String commit;
    private final GitTree last;
    private final Map<String, ObjectId> roots = new HashMap<>();
    private SortedMap<String, GitTree.Entry> packages = new TreeMap<>();
    private SortedMap<String, GitTree.Link> links = new TreeMap<>();
    private SortedMap<String, String> odd = new TreeMap<>();

    TreeBuilder(ObjectReader reader, String commit, GitTree last) {
      this.reader = reader;
      this.commit = commit;
      this.last = last;
    }

    GitTree build(ObjectId root) throws IOException {
      var entries = new CanonicalTreeParser(null, reader, root);
      for (; !entries.eof(); entries.next()) {
        String name = entries.getEntryPathString();
        if (FileMode.TREE.equals(entries.getEntryRawMode())
            && (name.equals(PACKAGES) || COMMON.contains(name))) {
          roots.put(name, entries.getEntryObjectId());
        }
      }
      ObjectId srcpkgs = roots.get(PACKAGES);
      if (srcpkgs == null) {
        throw new CatalogException(
            "The commit %s has no directory srcpkgs/. Is this a tree of templates?"
                .formatted(commit));
      }
      readPackages(last.roots().get(PACKAGES), srcpkgs);
      if (isAsBefore(COMMON)) {
        return new GitTree(commit, packages, links, last.common(), odd, last.commonId(), roots);
      }
      SortedMap<String, ObjectId> common = new TreeMap<>();
      for (String name : COMMON) {
        ObjectId tree = roots.get(name);
        if (tree != null) {
          readFiles(name + "/", tree, 0, common);
        }
      }
      return new GitTree(commit, packages, links, common, odd, idOf(common), roots);
    }

    private boolean isAsBefore(List<String> names) {
      return !last.roots().isEmpty()
          && names.stream()
              .allMatch(name -> Objects.equals(roots.get(name), last.roots().get(name)));
    }

    private static String idOf(SortedMap<String, ObjectId> common) {
      var ids = new StringBuilder();
      common.forEach((path, blob) -> ids.append(path).append(' ').append(blob.name()).append('\n'));
      byte[] bytes = ids.toString().getBytes(StandardCharsets.UTF_8);
      return new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, bytes).name();
    }

    /// Reads the entries that differ from those of the last tree; the maps stay the same objects
    /// where none does.
    private void readPackages(@Nullable ObjectId before, ObjectId now) throws IOException {
      AbstractTreeIterator old = new EmptyTreeIterator();
      if (before != null && reader.has(before)) {
        old = new CanonicalTreeParser(null, reader, before);
        packages = last.packages();
        links = last.links();
        odd = last.oddEntries();
      }
      try (var walk = new NameConflictTreeWalk(reader)) {
        walk.addTree(old);
        walk.addTree(new CanonicalTreeParser(null, reader, now));
        walk.setFilter(TreeFilter.ANY_DIFF);
        while (walk.next()) {
          String name = walk.getNameString();
          packages = without(packages, name);
          links = without(links, name);
          odd = without(odd, name);
          readEntry(name, walk.getRawMode(1), walk.getObjectId(1));
        }
      }
    }

    private void readEntry(String name, int mode, ObjectId id) throws IOException {
      if (FileMode.MISSING.equals(mode)) {
        return;
      }
      if (!NAME.matcher(name).matches()) {
        addOdd(name, "the name is not one that a package can have");
      } else if (FileMode.SYMLINK.equals(mode)) {
        links = own(links);
        links.put(name, readLink(id));
      } else if (FileMode.TREE.equals(mode)) {
        readPackage(name, id);
      } else {
        addOdd(name, "neither a directory nor a symbolic link");
      }
    }

    private void addOdd(String name, String what) {
      odd = own(odd);
      odd.put(name, what);
    }

    /// A map to change: the last tree's cannot be changed, and is copied.
    private static <V> SortedMap<String, V> own(SortedMap<String, V> map) {
      return map instanceof TreeMap<String, V> own ? own : new TreeMap<>(map);
    }

    private static <V> SortedMap<String, V> without(SortedMap<String, V> map, String name) {
      if (!map.containsKey(name)) {
        return map;
      }
      SortedMap<String, V> own = own(map);
      own.remove(name);
      return own;
    }

    private GitTree.Link readLink(ObjectId id) throws IOException {
      try {
        byte[] goal = reader.open(id).getBytes(GOAL_BYTES_MAX);
        return new GitTree.Link(id, new String(goal, StandardCharsets.UTF_8));
      } catch (LargeObjectException e) {
        return new GitTree.Link(id, "(a goal longer than a path can be)");
      }
    }

    private void readPackage(String name, ObjectId directory) throws IOException {
      var entries = new CanonicalTreeParser(null, reader, directory);
      for (; !entries.eof(); entries.next()) {
        if (entries.getEntryPathString().equals("template")) {
          if (FileMode.REGULAR_FILE.equals(entries.getEntryRawMode())
              || FileMode.EXECUTABLE_FILE.equals(entries.getEntryRawMode())) {
            packages = own(packages);
            packages.put(name, new GitTree.Entry(directory, entries.getEntryObjectId()));
          } else {
            addOdd(name, "its template is not a regular file");
          }
          return;
        }
      }
      addOdd(name, "a directory without a template");
    }

    private void readFiles(
        String prefix, ObjectId tree, int depth, SortedMap<String, ObjectId> common)
        throws IOException {
      var entries = new CanonicalTreeParser(null, reader, tree);
      for (; !entries.eof(); entries.next()) {
        String path = prefix + entries.getEntryPathString();
        int mode = entries.getEntryRawMode();
        if (FileMode.TREE.equals(mode)) {
          if (depth < 4 && isEvaluated(path + "/")) {
            readFiles(path + "/", entries.getEntryObjectId(), depth + 1, common);
          }
        } else if (FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)) {
          if (isEvaluated(path)) {
            common.put(path, entries.getEntryObjectId());
          }
        }
      }
    }

    /// The parts of a checkout that take part in an evaluation; the rest is for builds.
    private static boolean isEvaluated(String path) {
      return path.equals("common/environment/")
          || path.startsWith("common/environment/setup/")
          || path.startsWith("common/environment/build-style/")
          || path.startsWith("common/build-helper/")
          || path.startsWith("common/build-profiles/")
          || path.startsWith("common/cross-profiles/")
          || path.equals("etc/defaults.conf")
          || path.equals("etc/defaults.virtual")
          || path.equals("etc/virtual");
    }
  }
}
