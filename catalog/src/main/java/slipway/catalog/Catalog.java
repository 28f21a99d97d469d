package slipway.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import slipway.catalog.evaluate.Evaluations;
import slipway.catalog.evaluate.TemplateEvaluator;
import slipway.catalog.git.GitReader;
import slipway.catalog.git.GitTree;
import slipway.catalog.git.Mirror;
import slipway.catalog.graph.Snapshots;
import slipway.catalog.graph.SourceNames;

/// A git tree of templates, as package definitions for every target.
///
/// Thread-safe; evaluations wait for one another.
public final class Catalog implements AutoCloseable {
  private static final int SNAPSHOTS_KEPT = 4;

  private final CatalogConfig config;
  private final Mirror mirror;
  private final GitReader git;
  private final TemplateEvaluator evaluator;
  private final Snapshots snapshots;
  private final ReentrantLock lock = new ReentrantLock();
  private GitTree lastTree = GitTree.empty();
  private ObjectId virtualBlob = ObjectId.zeroId();
  private Map<String, String> virtualPackages = Map.of();
  private final Map<String, CatalogSnapshot> snapshotsByCommit =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CatalogSnapshot> eldest) {
          return size() > SNAPSHOTS_KEPT;
        }
      };

  private Catalog(CatalogConfig config, Mirror mirror, GitReader git, TemplateEvaluator evaluator) {
    this.config = config;
    this.mirror = mirror;
    this.git = git;
    this.evaluator = evaluator;
    this.snapshots = new Snapshots(config.targets(), evaluator::lastGood);
  }

  /// Opens the repository; where it is a URL, its mirror, which is made if there is none yet.
  ///
  /// @throws CatalogException if there is no repository, or it cannot be mirrored
  public static Catalog open(CatalogConfig config) throws IOException {
    Files.createDirectories(config.cacheDirectory());
    Mirror mirror = Mirror.of(config.repository(), config.cacheDirectory().resolve("mirror.git"));
    if (!mirror.exists()) {
      mirror.fetch();
    }
    GitReader git = GitReader.open(mirror.directory());
    try {
      var evaluator =
          TemplateEvaluator.open(config, git, config.cacheDirectory().resolve("evaluate"));
      return new Catalog(config, mirror, git, evaluator);
    } catch (IOException e) {
      git.close();
      throw e;
    }
  }

  /// The targets that every snapshot has.
  public List<Target> targets() {
    return config.targets();
  }

  /// Brings the mirror up to date; does nothing for a repository that is read in place.
  ///
  /// @throws CatalogException if the other side cannot be reached; what was fetched before is still
  ///   there
  public void fetch() throws IOException {
    mirror.fetch();
  }

  /// The full hash of the commit that a branch, tag or abbreviated hash names.
  ///
  /// @throws CatalogException if there is no such commit
  public String resolve(String ref) throws IOException {
    return git.resolve(ref);
  }

  /// Evaluates every template of a commit for every target. What earlier evaluations know is not
  /// evaluated again.
  ///
  /// @param commit a full hash
  /// @throws CatalogException if the commit is missing, or holds no templates
  public CatalogSnapshot at(String commit) throws IOException {
    lock.lock();
    try {
      CatalogSnapshot known = snapshotsByCommit.get(commit);
      if (known != null) {
        return known;
      }
      GitTree tree = git.read(commit, lastTree);
      lastTree = tree;
      Evaluations evaluations = evaluator.evaluate(tree);
      CatalogSnapshot snapshot = snapshots.next(tree, virtualPackages(tree), evaluations);
      snapshotsByCommit.put(commit, snapshot);
      return snapshot;
    } finally {
      lock.unlock();
    }
  }

  /// How many evaluations were made since it was opened: of one template for one target each, whose
  /// result may count for many targets.
  public long evaluations() {
    lock.lock();
    try {
      return evaluator.evaluations();
    } finally {
      lock.unlock();
    }
  }

  /// The packages whose files or definitions differ between two commits, those that came or went
  /// among them.
  ///
  /// A file of the tree that is no package's may change any definition: then both commits are
  /// evaluated and compared. Where the old commit is no longer there, as after history was
  /// rewritten, all packages count as changed.
  public NavigableSet<String> changed(String oldCommit, String newCommit) throws IOException {
    GitTree after = git.read(newCommit, lastTree);
    GitTree before;
    try {
      before = git.read(oldCommit, after);
    } catch (CatalogException missing) {
      before = GitTree.empty();
    }
    NavigableSet<String> changed = changedFiles(before, after);
    if (!before.commit().isEmpty() && !before.commonId().equals(after.commonId())) {
      changed.addAll(changedDefinitions(at(oldCommit), at(newCommit)));
    }
    return changed;
  }

  /// The git object of each package's directory in a commit, as 40 hex digits: it changes with any
  /// file of the package.
  public Map<String, String> directories(String commit) throws IOException {
    var directories = new HashMap<String, String>();
    git.read(commit, lastTree)
        .packages()
        .forEach((name, entry) -> directories.put(name, entry.directory().name()));
    return directories;
  }

  /// A commit and its ancestors by first parents, newest first; fewer where history ends.
  public List<String> history(String commit, int count) throws IOException {
    return git.history(commit, count);
  }

  /// The commits that lead from one to another, in short.
  public CommitRange between(String oldCommit, String newCommit) throws IOException {
    return git.between(oldCommit, newCommit);
  }

  private static NavigableSet<String> changedFiles(GitTree before, GitTree after) {
    NavigableSet<String> changed = new TreeSet<>();
    Differences.between(before.packages(), after.packages(), (name, old, now) -> changed.add(name));
    var links = new TreeSet<String>();
    Differences.between(before.links(), after.links(), (name, old, now) -> links.add(name));
    if (!links.isEmpty()) {
      SourceNames namesBefore = SourceNames.of(before);
      SourceNames namesAfter = SourceNames.of(after);
      for (String link : links) {
        namesBefore.sourceOf(link).ifPresent(changed::add);
        namesAfter.sourceOf(link).ifPresent(changed::add);
      }
    }
    return changed;
  }

  private static NavigableSet<String> changedDefinitions(
      CatalogSnapshot before, CatalogSnapshot after) {
    NavigableSet<String> changed = new TreeSet<>();
    after
        .targets()
        .forEach((target, catalog) ->
            Differences.between(
                before.packages(target),
                catalog.packages(),
                (name, old, now) -> {
                  if (now != null) {
                    changed.add(name);
                  }
                }));
    return changed;
  }

  /// The tree's own map from virtual packages to real ones: lines of two words.
  private Map<String, String> virtualPackages(GitTree tree) throws IOException {
    ObjectId own = tree.blob("etc/virtual");
    ObjectId blob = own != null ? own : tree.blob("etc/defaults.virtual");
    if (blob == null) {
      return Map.of();
    }
    if (!blob.equals(virtualBlob)) {
      virtualPackages = readVirtualPackages(blob);
      virtualBlob = blob;
    }
    return virtualPackages;
  }

  private Map<String, String> readVirtualPackages(ObjectId blob) throws IOException {
    Map<String, String> real = new HashMap<>();
    for (String line : new String(git.content(blob), StandardCharsets.UTF_8).split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && !words[0].startsWith("#")) {
        real.putIfAbsent(words[0], words[1]);
      }
    }
    return Collections.unmodifiableMap(real);
  }

  /// @throws UncheckedIOException if its files cannot be closed
  @Override
  public void close() {
    lock.lock();
    try (git) {
      evaluator.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
