package slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `slipway catalog …` on a small tree, as a person would type it.
class CatalogCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void makeTree() throws IOException {
    git("init", "--quiet", "--initial-branch=master");
    template("zlib", "1.3", "zlib-devel_package() { depends=\"zlib>=1.3_1\"; }");
    Files.createSymbolicLink(directory.resolve("tree/srcpkgs/zlib-devel"), Path.of("zlib"));
    template("cmake", "4.0", "");
    template("curl", "8.9", "hostmakedepends=cmake makedepends=zlib-devel");
    commit();
  }

  @Test
  void graphTellsWhatEachPackageNeeds() throws IOException {
    assertThat(slipway(0, "graph").lines())
        .containsExactly(
            "package\tversion_revision\ttarget_deps\thost_deps",
            "cmake\t4.0_1\t\t",
            "curl\t8.9_1\tzlib\tcmake",
            "zlib\t1.3_1\t\t");
  }

  @Test
  void showTellsOfThePackageOfASubpackage() throws IOException {
    assertThat(slipway(0, "show", "zlib-devel", "--format", "json"))
        .contains(
            "{\"target\": \"x86_64\", \"key\": \"subpackages\", \"value\": [\"zlib-devel\"]}");
    assertThat(slipway(1, "show", "nothing")).contains("no package nothing in the tree");
  }

  @Test
  void planAndDiffCompareWithAnotherCommit() throws IOException {
    template("curl", "8.10", "hostmakedepends=cmake makedepends=zlib-devel");
    commit();
    assertThat(slipway(0, "plan", "--base", "HEAD^").lines())
        .containsExactly(
            "target\tpackage\tversion_revision\twhy",
            "x86_64\tcurl\t8.10_1\tbuild: the repository has curl-8.9_1");
    assertThat(slipway(0, "diff", "--base", "HEAD^", "zlib"))
        .endsWith("x86_64\tzlib\t1.3_1\tno build: up to date\n");
    assertThat(slipway(0, "plan")).contains("build: the repository does not have it");
  }

  @Test
  void checkTellsWhatIsNewAndWhatMayNeedANewRevision() throws IOException {
    template("zlib", "2.0", "zlib-devel_package() { depends=nowhere; }");
    commit();
    assertThat(slipway(1, "check", "--base", "HEAD^"))
        .contains("zlib\terror\tunknown_dependency\tx86_64\tsrcpkgs/zlib/template")
        .contains("curl\twarning\trevision\tx86_64\tsrcpkgs/curl/template\tit uses zlib-2.0_1");
    assertThat(slipway(0, "check", "--commit", "HEAD^")).hasLineCount(1);
    assertThat(slipway(1, "check", "--commit", "nowhere")).contains("no commit \"nowhere\"");
  }

  private String slipway(int status, String... arguments) {
    var all = new ArrayList<>(List.of("catalog"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--git",
            directory.resolve("tree").toString(),
            "--cache",
            directory.resolve("cache").toString()));
    var out = new StringWriter();
    var err = new StringWriter();
    int answer =
        Slipway.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(answer).as("status of %s: %s%s", all, out, err).isEqualTo(status);
    return out.toString() + err;
  }

  private void template(String name, String version, String line) throws IOException {
    Path file = directory.resolve("tree/srcpkgs").resolve(name).resolve("template");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        pkgname=%s
        version=%s
        revision=1
        short_desc="A package"
        license="CC0-1.0"
        homepage="https://example.org"
        metapackage=yes
        %s
        """
            .formatted(name, version, line));
  }

  private void commit() throws IOException {
    git("add", "--all");
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-mtest");
  }

  private void git(String... arguments) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    var command = new ArrayList<>(List.of("git", "-c", "commit.gpgsign=false"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(out).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
