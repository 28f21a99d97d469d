package slipway.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Order;
import slipway.proto.PackageFile;
import slipway.worker.attempt.Phase;
import slipway.worker.driver.OutputPhases;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;
import slipway.worker.process.Tool;
import slipway.worker.testing.TestFarm;
import slipway.xbps.Sha256;

/// The real `xbps-src`, real xbps tools and a real chroot, without a network: the build root is
/// installed from a repository of one package, base-chroot, that is made of this host's programs.
///
/// It needs the xbps tools on the PATH, user namespaces, and `SLIPWAY_VOID_PACKAGES`, which names a
/// git repository of void-packages.
class RealXbpsSrcTest {
  private static final String VOID_PACKAGES = "SLIPWAY_VOID_PACKAGES";
  private static final List<String> TOOLS =
      List.of("xbps-install", "xbps-create", "xbps-rindex", "xbps-uunshare");
  private static final Duration GIT_MAX = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String INSTALL = "do_install() {\n\tvmkdir usr\n}\n";

  /// What fails, each in its way.
  private static final Map<String, String> TEMPLATES =
      Map.of(
          "slipway-fails", "do_build() {\n\tfalse\n}\n" + INSTALL,
          "slipway-offline",
              "distfiles=\"http://127.0.0.1:1/x.tar.gz\"\nchecksum=%s\n".formatted("0".repeat(64))
                  + INSTALL,
          "slipway-lacks", "makedepends=\"slipway-fails\"\n" + INSTALL,
          "slipway-typo", "makedepends=\"slipway-nowhere\"\n" + INSTALL,
          "slipway-broken", "broken=\"sunk\"\n" + INSTALL,
          "slipway-nonfree",
              "repository=nonfree\ndo_install() {\n\tvmkdir usr/share/nonfree\n\techo 1 > $DESTDIR/usr/share/nonfree/x\n}\n");

  @TempDir Path directory;

  @Test
  void aPackageIsReallyBuiltAndWhatFailsIsToldApart() throws Exception {
    Path source = voidPackages();
    List<Path> path = toolDirectories();
    try (var farm = TestFarm.start(directory)) {
      farm.repository().add(makeBaseChroot(path));
      farm.tree().commit();
      Path tree = directory.resolve("void");
      String commit = makeTree(source, tree);
      makeMirror(tree);
      farm.startWorker(config(farm, path));

      AttemptEnd built = end(farm, order(farm, commit, "ifenslave", "1.1.0_7"));
      String log = farm.master().logText(1);
      assertThat(built.getCause()).as(log).isEqualTo(Cause.SUCCEEDED);
      assertThat(built.getPackagesList())
          .extracting(PackageFile::getFileName, PackageFile::getRepository)
          .containsExactly(
              tuple("ifenslave-dbg-1.1.0_7.x86_64.xbps", "debug"),
              tuple("ifenslave-1.1.0_7.x86_64.xbps", "main"));
      assertThat(log.lines().map(OutputPhases::of).flatMap(Optional::stream).distinct())
          .containsSubsequence(
              Phase.DEPENDENCIES, Phase.FETCH, Phase.EXTRACT, Phase.PATCH, Phase.CONFIGURE)
          .containsSubsequence(Phase.CONFIGURE, Phase.COMPILE, Phase.INSTALL, Phase.PACKAGE);
      assertThat(log).contains("base-chroot-0.67_4: installed successfully");

      AttemptEnd nonfree = end(farm, order(farm, commit, "slipway-nonfree", "1.0_1"));
      assertThat(nonfree.getPackagesList())
          .as(farm.master().logText(2))
          .extracting(PackageFile::getRepository)
          .containsExactly("nonfree");
      assertThat(farm.master().logText(2)).doesNotContain("installing base-chroot");

      assertThat(failure(farm, commit, "slipway-fails"))
          .isEqualTo("PACKAGE_ERROR COMPILE slipway-fails-1.0_1: do_build: 'false' exited with 1");
      assertThat(directory.resolve("area/attempts/3/work/builddir")).isNotEmptyDirectory();
      assertThat(failure(farm, commit, "slipway-offline"))
          .startsWith("FETCH_FAILED FETCH slipway-offline-1.0_1: failed to fetch");
      assertThat(failure(farm, commit, "slipway-lacks"))
          .startsWith("FETCH_FAILED DEPENDENCIES")
          .contains("instructed not to build");
      assertThat(failure(farm, commit, "slipway-typo"))
          .startsWith("PACKAGE_ERROR DEPENDENCIES")
          .contains("'slipway-nowhere' does not exist");
      assertThat(failure(farm, commit, "slipway-broken"))
          .startsWith("NOT_BUILDABLE PREPARE")
          .contains("broken");
    }
  }

  private String failure(TestFarm farm, String commit, String name)
      throws IOException, InterruptedException {
    AttemptEnd end = end(farm, order(farm, commit, name, "1.0_1"));
    return end.getCause() + " " + end.getPhase() + " " + end.getMessage();
  }

  private long order(TestFarm farm, String commit, String name, String version)
      throws IOException, InterruptedException {
    Order order =
        farm.orderOf("bell", "x86_64")
            .setPackage(name)
            .setVersion(version)
            .setDriver("xbps-src")
            .setGitUrl(directory.resolve("void").toString())
            .setCommit(commit)
            .build();
    farm.master().order(order);
    return order.getAttempt();
  }

  private static AttemptEnd end(TestFarm farm, long attempt) {
    AttemptEnd end =
        await("the end of attempt " + attempt)
            .atMost(PATIENCE)
            .until(() -> farm.master().end(attempt), Optional::isPresent)
            .orElseThrow();
    farm.master().settle(attempt);
    return end;
  }

  private static WorkerConfig config(TestFarm farm, List<Path> path) throws IOException {
    WorkerConfig usual = farm.config();
    return new WorkerConfig(
        usual.name(),
        usual.masters(),
        usual.trust(),
        usual.tokenFile(),
        usual.hosts(),
        1,
        usual.jobsPerBuild(),
        usual.state(),
        usual.build(),
        usual.cache(),
        usual.space(),
        usual.timing(),
        usual.limits(),
        usual.drivers(),
        new XbpsSrcSettings(
            List.of(
                "XBPS_DEBUG_PKGS=yes",
                "XBPS_CHROOT_CMD=uunshare",
                "XBPS_MIRROR=http://127.0.0.1:1"),
            List.of(),
            path),
        "");
  }

  private static Path voidPackages() {
    String named = System.getenv().getOrDefault(VOID_PACKAGES, "");
    assumeTrue(
        !named.isEmpty(), VOID_PACKAGES + " does not name a git repository of void-packages");
    return Path.of(named);
  }

  private static List<Path> toolDirectories() {
    List<Path> path =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)).map(Path::of).toList();
    for (String tool : TOOLS) {
      assumeTrue(
          path.stream().anyMatch(d -> Files.isExecutable(d.resolve(tool))),
          tool + " is not on the PATH");
    }
    return path.stream().filter(d -> Files.isExecutable(d.resolve("xbps-install"))).toList();
  }

  private Path makeBaseChroot(List<Path> path) throws IOException, InterruptedException {
    Path chroot = Files.createDirectories(directory.resolve("chroot"));
    Path script = directory.resolve("make-base-chroot.sh");
    try (InputStream in =
        RealXbpsSrcTest.class.getResourceAsStream("/real-xbps-src/make-base-chroot.sh")) {
      Files.copy(in, script);
    }
    Tool.Result made =
        Tool.of(PATIENCE, "bash", script.toString(), chroot.toString(), "x86_64")
            .with("PATH", path.getFirst() + ":" + System.getenv("PATH"))
            .run(directory);
    assertThat(made.succeeded()).as(made.output()).isTrue();
    Path file = chroot.resolve("base-chroot-0.67_4.x86_64.xbps");
    Tool.Result tried =
        Tool.of(Duration.ofSeconds(10), "unshare", "--user", "--map-root-user", "--mount", "true")
            .run(directory);
    assumeTrue(tried.succeeded(), "no user namespaces here: " + tried.lastLine());
    return file;
  }

  /// void-packages with some templates more; the answer is the commit.
  private static String makeTree(Path source, Path tree) throws IOException, InterruptedException {
    git(source, "clone", "--quiet", "--shared", "--no-checkout", source + "", tree + "");
    git(tree, "read-tree", "HEAD");
    for (var template : TEMPLATES.entrySet()) {
      String file = "srcpkgs/" + template.getKey() + "/template";
      Files.createDirectories(tree.resolve(file).getParent());
      Files.writeString(
          tree.resolve(file),
          """
          # Template file for '%1$s'
          pkgname=%1$s
          version=1.0
          revision=1
          short_desc="Of a test"
          maintainer="Test <test@harbour.example>"
          license="CC0-1.0"
          homepage="https://harbour.example"
          """
                  .formatted(template.getKey())
              + template.getValue());
      git(tree, "update-index", "--add", file);
    }
    git(
        tree,
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@harbour.example",
        "commit",
        "--quiet",
        "-m",
        "a push");
    return git(tree, "rev-parse", "HEAD").strip();
  }

  /// The worker's mirror of the tree, as if it had fetched it: packing all of the history once more
  /// takes minutes.
  private void makeMirror(Path tree) throws IOException, InterruptedException {
    String name = Sha256.hex(Sha256.digest().digest(tree.toString().getBytes(UTF_8)));
    Path mirror =
        Files.createDirectories(directory.resolve("cache/git/" + name.substring(0, 16) + ".git"));
    git(mirror, "init", "--quiet", "--bare", ".");
    Files.writeString(mirror.resolve("objects/info/alternates"), tree + "/.git/objects\n");
  }

  private static String git(Path where, String... arguments)
      throws IOException, InterruptedException {
    Tool.Result result = Tool.of(GIT_MAX, "git").and(arguments).run(where);
    assertThat(result.succeeded()).as(result.output()).isTrue();
    return result.output();
  }
}
