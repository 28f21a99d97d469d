package slipway.catalog.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import slipway.catalog.CatalogException;

/// A bare copy of a repository elsewhere, kept by the real git: it knows every protocol, credential
/// and shallow clone.
///
/// A repository on this machine is its own mirror.
public final class Mirror {
  private static final Duration FETCH_TIME_MAX = Duration.ofMinutes(30);

  private final String source;
  private final Path directory;

  private Mirror(String source, Path directory) {
    this.source = source;
    this.directory = directory;
  }

  /// @param repository a git directory, a checkout, or a URL
  /// @param copy where the mirror of a URL goes
  public static Mirror of(String repository, Path copy) {
    if (repository.contains("://") || repository.matches("[^/]+@[^/]+:.*")) {
      return new Mirror(repository, copy);
    }
    Path path = Path.of(repository);
    Path inside = path.resolve(".git");
    return new Mirror("", Files.isDirectory(inside) ? inside : path);
  }

  /// The git directory to read.
  public Path directory() {
    return directory;
  }

  public boolean exists() {
    return source.isEmpty() || Files.exists(directory.resolve("HEAD"));
  }

  /// Fetches all branches and tags, also those whose history was rewritten, and forgets deleted
  /// ones.
  ///
  /// @throws CatalogException if that fails; the mirror stays as it was
  public void fetch() throws IOException {
    if (source.isEmpty()) {
      return;
    }
    if (!exists()) {
      git(List.of("init", "--quiet", "--bare", directory.toString()));
    }
    git(
        List.of(
            "--git-dir=" + directory,
            "fetch",
            "--quiet",
            "--prune",
            "--force",
            "--no-write-fetch-head",
            source,
            "+refs/heads/*:refs/heads/*",
            "+refs/tags/*:refs/tags/*"));
  }

  private void git(List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add("git");
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      Thread killer = Thread.ofVirtual().start(() -> killAfter(process, FETCH_TIME_MAX));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      killer.interrupt();
      if (status != 0) {
        throw new CatalogException(
            "Cannot fetch %s: git says \"%s\". What was fetched before is still there; see whether the other side is up."
                .formatted(source, output.strip()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching " + source, e);
    }
  }

  private static void killAfter(Process process, Duration time) {
    try {
      if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
