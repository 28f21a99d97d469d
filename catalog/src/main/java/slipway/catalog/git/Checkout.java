package slipway.catalog.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import slipway.catalog.Differences;

/// The templates and common files of one commit as files, for bash to read.
///
/// Moving to another commit writes only what differs. A marker beside the files says which commit
/// they are; it is absent while they change, and void after a reboot, so half-written files are
/// never used.
public final class Checkout {
  private final Path files;
  private final Path marker;
  private final GitReader git;
  private GitTree current = GitTree.empty();
  private boolean started;

  /// @param directory where the files go, as `files`, and the marker
  public Checkout(Path directory, GitReader git) {
    this.files = directory.resolve("files");
    this.marker = directory.resolve("commit");
    this.git = git;
  }

  /// The root: has `srcpkgs/NAME/template`, and `common/` and `etc/` where the tree has them.
  public Path files() {
    return files;
  }

  /// Makes the files those of `tree`.
  public void moveTo(GitTree tree) throws IOException {
    if (!started) {
      current = lastTree();
      started = true;
    }
    if (current.commit().equals(tree.commit())) {
      return;
    }
    Files.deleteIfExists(marker);
    List<String> gone = new ArrayList<>();
    Map<String, ObjectId> changed = new TreeMap<>();
    findDifferences(current, tree, gone, changed);
    current = GitTree.empty();
    started = false;
    for (String path : gone) {
      remove(path);
    }
    try (var reader = git.newReader()) {
      for (var file : changed.entrySet()) {
        Path path = files.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, GitReader.content(reader, file.getValue()));
      }
    }
    Files.createDirectories(files.resolve("srcpkgs"));
    Files.writeString(marker, tree.commit() + " " + bootId());
    current = tree;
    started = true;
  }

  private void remove(String path) throws IOException {
    Path file = files.resolve(path);
    Files.deleteIfExists(file);
    if (path.startsWith("srcpkgs/")) {
      Files.deleteIfExists(file.getParent());
    }
  }

  /// What the files are now; empties the directory where that is not known for sure.
  private GitTree lastTree() throws IOException {
    try {
      String[] words = Files.readString(marker).split(" ", 2);
      if (words.length == 2 && words[1].equals(bootId())) {
        return git.read(words[0], GitTree.empty());
      }
    } catch (NoSuchFileException | slipway.catalog.CatalogException unknown) {
      // Fall through: start afresh.
    }
    deleteTree(files);
    Files.createDirectories(files);
    return GitTree.empty();
  }

  /// @param gone takes the files that only `before` has
  /// @param changed takes those that are new in `after`, or have another content there
  private static void findDifferences(
      GitTree before, GitTree after, List<String> gone, Map<String, ObjectId> changed) {
    Differences.between(
        before.common(),
        after.common(),
        (path, old, now) -> {
          if (now == null) {
            gone.add(path);
          } else {
            changed.put(path, now);
          }
        });
    Differences.between(
        before.packages(),
        after.packages(),
        (name, old, now) -> {
          String path = "srcpkgs/" + name + "/template";
          if (now == null) {
            gone.add(path);
          } else if (old == null || !old.template().equals(now.template())) {
            changed.put(path, now.template());
          }
        });
  }

  private static String bootId() throws IOException {
    Path file = Path.of("/proc/sys/kernel/random/boot_id");
    return Files.exists(file) ? Files.readString(file).strip() : "unknown";
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
