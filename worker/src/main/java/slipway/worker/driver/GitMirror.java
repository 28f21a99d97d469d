package slipway.worker.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;
import slipway.worker.process.Tool;
import slipway.xbps.Sha256;

/// Bare mirrors of git trees, one for each address, shared by all attempts. Nothing is fetched
/// where the commit is already there. Safe for many threads.
public final class GitMirror {
  private static final Duration FETCH_MAX = Duration.ofMinutes(30);
  private static final String ALL_BRANCHES = "+refs/heads/*:refs/heads/*";
  private static final Duration LOCAL_MAX = Duration.ofMinutes(5);

  private final Path directory;
  private final Map<Path, ReentrantLock> lockByMirror = new ConcurrentHashMap<>();
  // Many builds come of one commit.
  private final Map<Path, Commit> lastByMirror = new ConcurrentHashMap<>();

  public GitMirror(Path directory) {
    this.directory = directory;
  }

  /// A commit that is in a mirror.
  ///
  /// @param committedAtSeconds since 1970
  public record Commit(Path mirror, String id, long committedAtSeconds) {}

  /// Makes sure that a commit is in the mirror of `url`.
  ///
  /// @throws StepFailed if the tree cannot be fetched, or has no such commit
  public Commit commit(String url, String id) throws IOException, InterruptedException, StepFailed {
    String name = Sha256.hex(Sha256.digest().digest(url.getBytes(StandardCharsets.UTF_8)));
    Path mirror = directory.resolve(name.substring(0, 16) + ".git");
    ReentrantLock lock = lockByMirror.computeIfAbsent(mirror, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      if (!Files.exists(mirror.resolve("HEAD"))) {
        Files.createDirectories(mirror);
        Tool.Result made = git(LOCAL_MAX, mirror, "init", "--quiet", "--bare", ".").run(mirror);
        if (!made.succeeded()) {
          throw new StepFailed(
              Cause.WORKER_ERROR, Phase.PREPARE, "cannot make a git mirror: " + made.lastLine());
        }
      }
      Commit last = lastByMirror.get(mirror);
      if (last != null && last.id().equals(id)) {
        return last;
      }
      Optional<Commit> there = find(mirror, id);
      Commit commit = there.isPresent() ? there.get() : fetch(mirror, url, id);
      lastByMirror.put(mirror, commit);
      return commit;
    } finally {
      lock.unlock();
    }
  }

  /// Writes one path of a commit below `target`, as it is in the tree.
  public void checkOut(Commit commit, String path, Path target)
      throws IOException, InterruptedException, StepFailed {
    Files.createDirectories(target);
    Path index = target.resolveSibling(target.getFileName() + ".index");
    Tool checkout =
        git(
                LOCAL_MAX,
                commit.mirror(),
                "--work-tree=" + target,
                "checkout",
                "--quiet",
                "--force",
                commit.id(),
                "--",
                path)
            .with("GIT_INDEX_FILE", index.toString());
    Tool.Result result = checkout.run(commit.mirror());
    Files.deleteIfExists(index);
    if (!result.succeeded()) {
      throw new StepFailed(
          result.output().contains("did not match any file")
              ? Cause.PACKAGE_ERROR
              : Cause.WORKER_ERROR,
          Phase.PREPARE,
          "cannot check out %s at %s: %s".formatted(path, commit.id(), result.lastLine()));
    }
  }

  /// Brings a whole checkout to a commit; it shares its objects with the mirror. What the tree
  /// ignores stays, all else that is not of the commit goes.
  public void checkOutAll(Commit commit, Path target)
      throws IOException, InterruptedException, StepFailed {
    if (!Files.exists(target.resolve(".git"))) {
      Files.createDirectories(target);
      String from = commit.mirror().toString();
      run(target, "clone", "--quiet", "--shared", "--no-checkout", from, ".");
    }
    run(target, "checkout", "--quiet", "--force", "--detach", commit.id());
    run(target, "clean", "--quiet", "-d", "--force");
  }

  private static void run(Path directory, String... arguments)
      throws IOException, InterruptedException, StepFailed {
    Tool.Result result =
        Tool.of(LOCAL_MAX, "git").and(arguments).with("GIT_CONFIG_NOSYSTEM", "1").run(directory);
    if (!result.succeeded()) {
      String what = "git " + String.join(" ", arguments);
      throw new StepFailed(
          Cause.WORKER_ERROR, Phase.PREPARE, what + " failed: " + result.lastLine());
    }
  }

  private static Commit fetch(Path mirror, String url, String id)
      throws IOException, InterruptedException, StepFailed {
    Tool.Result branches =
        git(FETCH_MAX, mirror, "fetch", "--quiet", "--force", "--prune", url, ALL_BRANCHES)
            .run(mirror);
    Optional<Commit> onBranch = find(mirror, id);
    if (onBranch.isPresent()) {
      return onBranch.get();
    }
    // Not on a branch any more; some servers give it all the same.
    Tool.Result exact = git(FETCH_MAX, mirror, "fetch", "--quiet", url, id).run(mirror);
    String why = branches.succeeded() ? exact.lastLine() : branches.lastLine();
    return find(mirror, id)
        .orElseThrow(() ->
            new StepFailed(
                Cause.FETCH_FAILED,
                Phase.PREPARE,
                "cannot get commit %s from %s: %s".formatted(id, url, why)));
  }

  private static Optional<Commit> find(Path mirror, String id)
      throws IOException, InterruptedException {
    Tool.Result shown =
        git(LOCAL_MAX, mirror, "show", "-s", "--format=%ct", id + "^{commit}").run(mirror);
    return shown.succeeded()
        ? Optional.of(new Commit(mirror, id, Long.parseLong(shown.output().strip())))
        : Optional.empty();
  }

  /// Nothing of a user's configuration, no questions, and no helper programs that an address could
  /// name.
  private static Tool git(Duration limit, Path mirror, String... arguments) {
    return Tool.of(
            limit,
            "git",
            "--git-dir=" + mirror,
            "-c",
            "protocol.ext.allow=never",
            "-c",
            "gc.auto=0")
        .and(arguments)
        .with("GIT_TERMINAL_PROMPT", "0")
        .with("GIT_CONFIG_NOSYSTEM", "1");
  }
}
