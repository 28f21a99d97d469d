package slipway.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.Given;
import slipway.proto.Repository;
import slipway.proto.Reproduction;
import slipway.proto.Target;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RsaSigner;
import slipway.xbps.Sha256;

final class ReproductionScriptTest {
  @TempDir Path directory;

  private record Ran(int exitStatus, String output) {}

  @Test
  void aTemplateIsBuiltAgainAtItsCommitWithItsDependency() throws Exception {
    String commit =
        tree(
            "hello",
            """
            pkgname=hello
            version=1.0
            revision=1
            short_desc="Greets"
            license="CC0-1.0"
            homepage="https://slipway.example"
            makedepends="greeting"
            do_install() {
              vmkdir usr/share
              cp $XBPS_CROSS_BASE/usr/share/greeting $DESTDIR/usr/share/hello
            }
            """);
    Path dependency = dependency();
    var attempt =
        reproduction("template", commit)
            .addGiven(
                given(
                    "target-package",
                    dependency.toUri() + " " + Sha256.hex(Sha256.ofFile(dependency))))
            .addGiven(given("index", directory.toUri() + "gone " + "0".repeat(64)))
            .build();

    Ran ran = run(ReproductionScript.of(attempt), directory.resolve("again"));

    assertThat(ran.output())
        .contains("WARNING: " + directory.toUri() + "gone is another than it was");
    assertThat(ran.exitStatus()).as(ran.output()).isZero();
    assertThat(directory.resolve("again/work/destdir/hello/usr/share/hello"))
        .hasContent("good morning");
  }

  @Test
  void aDependencyThatIsAnotherFileNowIsNotTaken() throws Exception {
    String commit = tree("hello", "pkgname=hello\n");
    Path dependency = dependency();
    var attempt =
        reproduction("template", commit)
            .addGiven(given("target-package", dependency.toUri() + " " + "0".repeat(64)))
            .build();

    Ran ran = run(ReproductionScript.of(attempt), directory.resolve("again"));

    assertThat(ran.exitStatus()).isEqualTo(1);
    assertThat(ran.output()).contains("is another file now");
  }

  @Test
  void xbpsSrcIsCalledAsTheWorkerCalledIt() throws Exception {
    String commit = tree("hello", "pkgname=hello\n", "xbps-src", "#!/bin/sh\necho \"ran: $*\"\n");
    var attempt =
        reproduction("xbps-src", commit)
            .setChecks(true)
            .addRepositories(
                Repository.newBuilder()
                    .setUrl("http://farm.example/current/")
                    .setPublicKey(
                        ByteString.copyFromUtf8(RsaSigner.generate(2048).publicKey().pem())))
            .addGiven(given("configuration", "XBPS_MIRROR=http://farm.example/'quoted'"))
            .addGiven(given("options", "-t"))
            .addGiven(given("jobs", "3"))
            .build();

    Path again = directory.resolve("again");
    Ran ran = run(ReproductionScript.of(attempt), again);

    assertThat(ran.exitStatus()).as(ran.output()).isZero();
    assertThat(ran.output())
        .contains(
            "ran: -A x86_64 -m "
                + again
                + "/masterdir -H "
                + again
                + "/hostdir -1 -j 3 -Q -t pkg hello");
    assertThat(again.resolve("tree/etc/conf"))
        .hasContent("XBPS_MIRROR=http://farm.example/'quoted'");
    assertThat(again.resolve("tree/etc/xbps.d/custom/00-slipway.conf"))
        .hasContent("repository=http://farm.example/current");
    try (var keys = Files.list(again.resolve("tree/etc/repo-keys"))) {
      assertThat(keys).singleElement().asString().endsWith(".plist");
    }
  }

  @Test
  void whatComesFromElsewhereIsNoCommand() throws Exception {
    String evil =
        "x'; touch " + directory.resolve("evil") + "; $(touch evil) `touch evil`\ntouch evil";
    var attempt =
        reproduction("xbps-src", evil)
            .setGitUrl(evil)
            .addGiven(given("jobs", evil))
            .addGiven(given("index", evil))
            .addGiven(given("configuration", evil))
            .addGiven(given("options", evil))
            .build();

    run(ReproductionScript.of(attempt), directory.resolve("again"));

    assertThat(directory.resolve("evil")).doesNotExist();
    assertThat(directory.resolve("again/evil")).doesNotExist();
    assertThat(directory.resolve("again/tree/evil")).doesNotExist();
  }

  private Reproduction.Builder reproduction(String driver, String commit) {
    return Reproduction.newBuilder()
        .setBuild(
            Build.newBuilder()
                .setId(7)
                .setPackage("hello")
                .setVersion("1.0_1")
                .setTarget(Target.newBuilder().setHost("x86_64").setArchitecture("x86_64")))
        .setAttempt(Attempt.newBuilder().setId(9).setWorker("w1"))
        .setCommit(commit)
        .setGitUrl(directory.resolve("tree").toString())
        .setDriver(driver);
  }

  private static Given given(String key, String value) {
    return Given.newBuilder().setKey(key).setValue(value).build();
  }

  /// @param more further files: a path, its text, and so on
  private String tree(String name, String template, String... more) throws Exception {
    Path tree = directory.resolve("tree");
    Path file = tree.resolve("srcpkgs").resolve(name).resolve("template");
    Files.createDirectories(file.getParent());
    Files.writeString(file, template);
    for (int i = 0; i < more.length; i += 2) {
      Path other = tree.resolve(more[i]);
      Files.writeString(other, more[i + 1]);
      assertThat(other.toFile().setExecutable(true)).isTrue();
    }
    command("git", "init", "--quiet", "--initial-branch=main");
    command("git", "add", "--all");
    command(
        "git", "-c", "user.name=t", "-c", "user.email=t@slipway.example", "commit", "-qm", "one");
    String commit = command("git", "rev-parse", "HEAD").strip();
    // The branch has gone on since.
    Files.writeString(file, "pkgname=other\n");
    command(
        "git", "-c", "user.name=t", "-c", "user.email=t@slipway.example", "commit", "-qam", "two");
    return commit;
  }

  private String command(String... words) throws Exception {
    Process process =
        new ProcessBuilder(words)
            .directory(directory.resolve("tree").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private Path dependency() throws IOException {
    Path destdir = directory.resolve("destdir");
    Files.createDirectories(destdir.resolve("usr/share"));
    Files.writeString(destdir.resolve("usr/share/greeting"), "good morning");
    var properties =
        PackageProperties.of(new PkgVer("greeting", "1.0_1"), "noarch", "A word")
            .with("run_depends", List.of());
    return PackageWriter.write(destdir, properties, Instant.EPOCH, directory);
  }

  private Ran run(String script, Path into) throws Exception {
    Path file = directory.resolve("again.sh");
    Files.writeString(file, script);
    var command = new ArrayList<>(List.of("bash", file.toString(), into.toString()));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
