package slipway.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import slipway.worker.process.Tool;

/// A git tree of templates.
public record TemplateTree(Path directory) {
  private static final Duration GIT_MAX = Duration.ofSeconds(30);

  /// The project's own sample tree, as its first push has it.
  public static TemplateTree sample(Path directory) throws IOException, InterruptedException {
    var tree = empty(directory);
    tree.copy(sampleDirectory().resolve("srcpkgs"), directory);
    return tree;
  }

  public static TemplateTree empty(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var tree = new TemplateTree(directory);
    tree.git("init", "--quiet", "--initial-branch=main");
    return tree;
  }

  /// Lays one of the sample's further pushes over the tree.
  public void push(String name) throws IOException, InterruptedException {
    copy(sampleDirectory().resolve("pushes").resolve(name).resolve("srcpkgs"), directory);
  }

  /// A package of its own making: what follows the head of its template.
  public void template(String name, String body) throws IOException {
    Path file = directory.resolve("srcpkgs").resolve(name).resolve("template");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        pkgname=%s
        version=1.0
        revision=1
        short_desc="Of a test"
        license="CC0-1.0"
        homepage="https://harbour.example"
        """
                .formatted(name)
            + body);
  }

  /// Commits everything; the answer is the commit.
  public String commit() throws IOException, InterruptedException {
    git("add", "--all");
    git(
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@harbour.example",
        "commit",
        "--quiet",
        "-m",
        "a push");
    return git("rev-parse", "HEAD").strip();
  }

  public String head() throws IOException, InterruptedException {
    return git("rev-parse", "HEAD").strip();
  }

  /// With its revision, as the template says.
  public String versionOf(String name) throws IOException {
    String template =
        Files.readString(directory.resolve("srcpkgs").resolve(name).resolve("template"));
    return valueOf(template, "version") + "_" + valueOf(template, "revision");
  }

  private static String valueOf(String template, String key) {
    return template
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    Tool.Result result = Tool.of(GIT_MAX, "git").and(arguments).run(directory);
    if (!result.succeeded()) {
      throw new IOException("git " + String.join(" ", arguments) + ": " + result.output());
    }
    return result.output();
  }

  private void copy(Path from, Path to) throws IOException, InterruptedException {
    Tool.Result result =
        Tool.of(GIT_MAX, "cp", "-a", from.toString(), to.toString()).run(directory);
    if (!result.succeeded()) {
      throw new IOException(result.output());
    }
  }

  private static Path sampleDirectory() {
    return Path.of("").toAbsolutePath().resolveSibling("sample");
  }
}
