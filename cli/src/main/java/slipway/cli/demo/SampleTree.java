package slipway.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import slipway.cli.Failure;

/// The sample tree as a git repository that people push to: a bare one with a hook that tells the
/// farm, and a clone in which commits are made, as a maintainer would.
public final class SampleTree {
  private static final String BRANCH = "master";

  private final Path sample;
  private final Path bare;
  private final Path clone;

  private SampleTree(Path sample, Path bare, Path clone) {
    this.sample = sample;
    this.bare = bare;
    this.clone = clone;
  }

  /// Makes both repositories, empty.
  ///
  /// @param sample the directory with `srcpkgs` and `pushes`
  public static SampleTree create(Path sample, Path directory)
      throws IOException, InterruptedException {
    var tree = new SampleTree(sample, directory.resolve("tree.git"), directory.resolve("tree"));
    git(directory, "init", "--quiet", "--bare", "--initial-branch=" + BRANCH, tree.bare.toString());
    git(directory, "init", "--quiet", "--initial-branch=" + BRANCH, tree.clone.toString());
    git(tree.clone, "remote", "add", "origin", tree.bare.toString());
    return tree;
  }

  public Path bareRepository() {
    return bare;
  }

  public String branch() {
    return BRANCH;
  }

  /// Lets each push call the farm's webhook. The hook is plain bash, so that it needs no other
  /// program.
  public void callOnPush(int port, String secret) throws IOException {
    Path hook = bare.resolve("hooks/post-receive");
    Files.writeString(
        hook,
        """
        #!/usr/bin/env bash
        # Tells the farm what was pushed. The farm would also find out by itself, only later.
        while read -r old new ref; do
          [ "$ref" = refs/heads/%1$s ] || continue
          body="{\\"commit\\": \\"$new\\", \\"old_commit\\": \\"$old\\", \\"who\\": \\"$(git log -1 --format=%%an "$new")\\"}"
          exec 3<>/dev/tcp/127.0.0.1/%2$d || { echo "the farm does not answer; it will look by itself" >&2; exit 0; }
          printf 'POST /hooks/push HTTP/1.1\\r\\nHost: 127.0.0.1:%2$d\\r\\nAuthorization: Bearer %3$s\\r\\nContent-Type: application/json\\r\\nContent-Length: %%d\\r\\nConnection: close\\r\\n\\r\\n%%s' "${#body}" "$body" >&3
          read -r _ status _ <&3
          [ "${status:0:1}" = 2 ] || echo "the farm answered $status" >&2
          exec 3>&-
        done
        """
            .formatted(BRANCH, port, secret));
    Files.setPosixFilePermissions(
        hook, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Commits the first state of the tree and pushes it.
  ///
  /// @return the commit
  public String pushFirst() throws IOException, InterruptedException {
    copy(sample.resolve("srcpkgs"), clone.resolve("srcpkgs"));
    return commitAndPush("harbour: the whole tree, as it was found");
  }

  /// The further pushes, in their order.
  public List<Path> furtherPushes() throws IOException {
    try (Stream<Path> pushes = Files.list(sample.resolve("pushes"))) {
      return pushes.sorted().toList();
    }
  }

  /// Lays one further push over the tree, commits it and pushes it.
  ///
  /// @return the commit
  public String push(Path further) throws IOException, InterruptedException {
    copy(further.resolve("srcpkgs"), clone.resolve("srcpkgs"));
    return commitAndPush(Files.readString(further.resolve("message")));
  }

  private String commitAndPush(String message) throws IOException, InterruptedException {
    git(clone, "add", "--all");
    git(
        clone,
        "-c",
        "user.name=The harbour office",
        "-c",
        "user.email=office@harbour.example",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message=" + message);
    git(clone, "push", "--quiet", "origin", BRANCH);
    return git(clone, "rev-parse", "HEAD").strip();
  }

  private static String git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new Failure("'git " + arguments[0] + "' failed in " + directory + ":\n" + output);
    }
    return output;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file)),
                StandardCopyOption.REPLACE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
