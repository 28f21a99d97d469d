package slipway.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A repository of templates in a directory, made with the real git.
final class TreeFixture {
  private final Path directory;

  TreeFixture(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    git("init", "--quiet", "--initial-branch=master");
  }

  Path directory() {
    return directory;
  }

  /// A template with what every one needs, followed by `lines`.
  TreeFixture template(String name, String... lines) throws IOException {
    return file(
        "srcpkgs/" + name + "/template",
        """
        pkgname=%s
        version=1.0
        revision=1
        short_desc="The package %s"
        license="CC0-1.0"
        homepage="https://example.org"
        metapackage=yes
        %s
        """
            .formatted(name, name, String.join("\n", lines)));
  }

  TreeFixture file(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  TreeFixture link(String name, String goal) throws IOException {
    Path link = directory.resolve("srcpkgs").resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(goal));
    return this;
  }

  TreeFixture remove(String path) throws IOException {
    git("rm", "-rq", path);
    return this;
  }

  /// Commits everything and returns the commit's hash.
  String commit() throws IOException {
    git("add", "--all");
    git(
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-mtest");
    return git("rev-parse", "HEAD").strip();
  }

  /// Makes a history at once.
  ///
  /// @param stream as `git fast-import` reads it
  void fastImport(String stream) throws IOException {
    Path file = Files.createTempFile("fast-import", "");
    try {
      Files.writeString(file, stream);
      var builder =
          new ProcessBuilder("git", "fast-import", "--quiet")
              .directory(directory.toFile())
              .redirectInput(file.toFile())
              .redirectErrorStream(true);
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("git fast-import: " + output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.delete(file);
    }
  }

  String git(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "commit.gpgsign=false"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
