package slipway.catalog.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
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
      var builder = new TreeBuilder(reader, commit, last);
      builder.readRoot(root);
      return builder.build();
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

  /// Walks the parts of a tree that matter.
  private static final class TreeBuilder {
    private final ObjectReader reader;
    private final String commit;
    private final GitTree last;
    private final SortedMap<String, GitTree.Entry> packages = new TreeMap<>();
    private final SortedMap<String, GitTree.Link> links = new TreeMap<>();
    private final SortedMap<String, ObjectId> common = new TreeMap<>();
    private final SortedMap<String, String> odd = new TreeMap<>();

    TreeBuilder(ObjectReader reader, String commit, GitTree last) {
      this.reader = reader;
      this.commit = commit;
      this.last = last;
    }

    GitTree build() {
      var ids = new StringBuilder();
      common.forEach((path, blob) -> ids.append(path).append(' ').append(blob.name()).append('\n'));
      byte[] bytes = ids.toString().getBytes(StandardCharsets.UTF_8);
      String commonId = new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, bytes).name();
      return new GitTree(commit, packages, links, common, odd, commonId);
    }

    void readRoot(ObjectId root) throws IOException {
      boolean found = false;
      var entries = new CanonicalTreeParser(null, reader, root);
      for (; !entries.eof(); entries.next()) {
        String name = entries.getEntryPathString();
        if (!FileMode.TREE.equals(entries.getEntryRawMode())) {
          continue;
        }
        switch (name) {
          case "srcpkgs" -> {
            found = true;
            readPackages(entries.getEntryObjectId());
          }
          case "common", "etc" -> readFiles(name + "/", entries.getEntryObjectId(), 0);
          default -> {}
        }
      }
      if (!found) {
        throw new CatalogException(
            "The commit %s has no directory srcpkgs/. Is this a tree of templates?"
                .formatted(commit));
      }
    }

    private void readPackages(ObjectId tree) throws IOException {
      var entries = new CanonicalTreeParser(null, reader, tree);
      for (; !entries.eof(); entries.next()) {
        String name = entries.getEntryPathString();
        ObjectId id = entries.getEntryObjectId();
        int mode = entries.getEntryRawMode();
        if (!NAME.matcher(name).matches()) {
          odd.put(name, "the name is not one that a package can have");
        } else if (FileMode.SYMLINK.equals(mode)) {
          GitTree.Link known = last.links().get(name);
          links.put(name, known != null && known.blob().equals(id) ? known : readLink(id));
        } else if (FileMode.TREE.equals(mode)) {
          readPackage(name, id);
        } else {
          odd.put(name, "neither a directory nor a symbolic link");
        }
      }
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
      GitTree.Entry known = last.packages().get(name);
      if (known != null && known.directory().equals(directory)) {
        packages.put(name, known);
        return;
      }
      var entries = new CanonicalTreeParser(null, reader, directory);
      for (; !entries.eof(); entries.next()) {
        if (entries.getEntryPathString().equals("template")) {
          if (FileMode.REGULAR_FILE.equals(entries.getEntryRawMode())
              || FileMode.EXECUTABLE_FILE.equals(entries.getEntryRawMode())) {
            packages.put(name, new GitTree.Entry(directory, entries.getEntryObjectId()));
          } else {
            odd.put(name, "its template is not a regular file");
          }
          return;
        }
      }
      odd.put(name, "a directory without a template");
    }

    private void readFiles(String prefix, ObjectId tree, int depth) throws IOException {
      var entries = new CanonicalTreeParser(null, reader, tree);
      for (; !entries.eof(); entries.next()) {
        String path = prefix + entries.getEntryPathString();
        int mode = entries.getEntryRawMode();
        if (FileMode.TREE.equals(mode)) {
          if (depth < 4 && isEvaluated(path + "/")) {
            readFiles(path + "/", entries.getEntryObjectId(), depth + 1);
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
