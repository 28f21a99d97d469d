package slipway.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AuditEntry;
import slipway.proto.BuildState;
import slipway.proto.ForceRequest;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.GetPackageRequest;
import slipway.proto.ListAuditRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListProblemsRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.PackageFile;
import slipway.proto.Problem;
import slipway.proto.ReportPushRequest;
import slipway.proto.RollBackRequest;
import slipway.xbps.Repodata;

/// The whole way with a real tree, a real repository and a real mirror; only the worker is a
/// test's.
class TreeToMirrorTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void makeTree() throws Exception {
    git("init", "-q", "-b", "master");
    template("zlib", "1.3", "");
    template("curl", "8.0", "makedepends=\"zlib-devel\"");
    Files.createSymbolicLink(tree().resolve("srcpkgs/zlib-devel"), Path.of("zlib"));
    addDevel();
    commit("the beginning");
  }

  private void addDevel() throws IOException {
    Files.writeString(
        tree().resolve("srcpkgs/zlib/template"),
        "zlib-devel_package() {\n  short_desc+=\" - development\"\n  pkg_install() { :; }\n}\n",
        java.nio.file.StandardOpenOption.APPEND);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void aPushBecomesPackagesOnTheMirror() throws Exception {
    var master = start();
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    var zlib = worker.buildNext(directory);
    assertThat(zlib.getPackage()).isEqualTo("zlib");
    assertThat(zlib.getSubpackagesList()).containsExactly("zlib-devel");
    assertThat(zlib.getRepositories(0).getUrl()).isEqualTo("http://127.0.0.1:1/repo");
    assertThat(zlib.getRepositories(0).getPublicKey().toStringUtf8()).startsWith("-----BEGIN");
    assertThat(worker.buildNext(directory).getTargetDependenciesList()).contains("zlib");
    awaitReleased(master, 2);
    assertThat(mirror().resolve("zlib-devel-1.3_1.x86_64.xbps")).exists();
    assertThat(mirror().resolve("curl-8.0_1.x86_64.xbps.sig2")).exists();
    assertThat(mirror().resolve("x86_64-repodata")).exists();
    var push = master.operator().listPushes(ListPushesRequest.getDefaultInstance()).getPushes(0);
    assertThat(push.getTitle()).isEqualTo("the beginning");
    assertThat(push.getBuildsByStateMap()).containsEntry("RELEASED", 2L);
    var repositories =
        master.operator().listRepositories(ListRepositoriesRequest.getDefaultInstance());
    assertThat(repositories.getRepositories(0).getPackageCount())
        .as("%s", repositories)
        .isEqualTo(3);
    assertThat(repositories.getMirrors(0).getInSync()).isTrue();
    var details =
        master.operator().getPackage(GetPackageRequest.newBuilder().setPackage("zlib").build());
    assertThat(details.getTargets(0).getReleasedVersion()).isEqualTo("1.3_1");
    assertThat(details.getTargets(0).getDependentsList()).containsExactly("curl");
    var build =
        master.operator().getBuild(GetBuildRequest.newBuilder().setBuild(zlib.getBuild()).build());
    assertThat(build.getAttempts(0).getPackagesList())
        .extracting(PackageFile::getFileName)
        .contains("zlib-1.3_1.x86_64.xbps");
    assertThat(build.getAttempts(0).getPackages(0).getSizeBytes()).isPositive();
    assertThat(build.getReceiptList())
        .extracting(slipway.proto.Receipt::getStep)
        .contains("delivered", "signed", "staged", "released", "mirrored");
    assertThat(build.getReceipt(0).getDetail()).contains("commit=" + build.getCommit());
    assertThat(directory.resolve("data/intake")).isEmptyDirectory();
  }

  @Test
  void aSubpackageGoesWhereItsBuildToolHasPutIt() throws Exception {
    var master = start();
    var worker =
        new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN))
            .puts("zlib", "main")
            .puts("zlib-devel", "nonfree");
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    awaitReleased(master, 2);
    assertThat(mirror().resolve("zlib-1.3_1.x86_64.xbps")).exists();
    assertThat(mirror().resolve("zlib-devel-1.3_1.x86_64.xbps")).doesNotExist();
    assertThat(mirror().resolve("nonfree/zlib-devel-1.3_1.x86_64.xbps")).exists();
    assertThat(mirror().resolve("nonfree/x86_64-repodata")).exists();
    assertThat(directory.resolve("data/intake")).isEmptyDirectory();
  }

  @Test
  void aReportedPushCallsForWhatItChangedAndABrokenTemplateIsAProblem() throws Exception {
    var master = start();
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    awaitReleased(master, 2);
    template("curl", "8.1", "makedepends=\"zlib-devel\"");
    template("broken", "1.0", "if");
    commit("curl: update to 8.1");
    var reported =
        master.operator().reportPush(ReportPushRequest.newBuilder().setWho("someone").build());
    assertThat(reported.getPush()).isEqualTo(2);
    assertThat(reported.getBuilds()).isEqualTo(1);
    assertThat(worker.buildNext(directory).getVersion()).isEqualTo("8.1_1");
    awaitReleased(master, 3);
    assertThat(
            master
                .operator()
                .listProblems(ListProblemsRequest.getDefaultInstance())
                .getProblemsList())
        .extracting(Problem::getPackage)
        .containsExactly("broken");
    assertThat(
            master
                .operator()
                .reportPush(ReportPushRequest.newBuilder().setWho("someone").build())
                .getText())
        .contains("calls for no new build");
  }

  @Test
  void aRebuildThatComesOutAsItWasEndsThere() throws Exception {
    var master = start(MasterConfig.Upkeep.DEFAULT.withEarlyCutOff(true));
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    awaitReleased(master, 2);
    byte[] before = Files.readAllBytes(mirror().resolve("zlib-1.3_1.x86_64.xbps"));
    var forced =
        master
            .operator()
            .force(
                ForceRequest.newBuilder()
                    .addPackages("zlib")
                    .setWithDependents(true)
                    .setReason("a new compiler")
                    .build());
    assertThat(forced.getText())
        .isEqualTo("1 build will run, and up to 1 that depend on what comes out otherwise");
    assertThat(worker.buildNext(directory).getPackage()).isEqualTo("zlib");
    awaitReleased(master, 4);
    var builds = master.operator().listBuilds(ListBuildsRequest.getDefaultInstance());
    assertThat(builds.getBuilds(0).getPackage()).isEqualTo("curl");
    assertThat(builds.getBuilds(0).getAttemptCount()).isZero();
    assertThat(builds.getBuilds(0).getWhy())
        .isEqualTo("Not built: zlib-1.3_1 for x86_64 came out as it was published before.");
    var zlib =
        master
            .operator()
            .getBuild(GetBuildRequest.newBuilder().setBuild(builds.getBuilds(1).getId()).build());
    assertThat(zlib.getBuild().getWhy()).isEqualTo("It came out as it was published before.");
    assertThat(zlib.getReceiptList())
        .extracting(slipway.proto.Receipt::getStep)
        .contains("unchanged");
    assertThat(mirror().resolve("zlib-1.3_1.x86_64.xbps")).hasBinaryContent(before);
  }

  @Test
  void withoutEarlyCutOffNothingIsRebuiltWithItsDependents() throws Exception {
    var master = start();
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    awaitReleased(master, 2);
    var force = ForceRequest.newBuilder().addPackages("zlib").setWithDependents(true).build();
    assertThatThrownBy(() -> master.operator().force(force))
        .hasMessageContaining("early-cut-off is off");
  }

  @Test
  void aReleaseThatWasRolledBackIsNotReleasedAgainByItself() throws Exception {
    var master = start();
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    awaitReleased(master, 2);
    release(master, worker, "curl", "8.1", 3);
    assertThat(rollBack(master, false))
        .contains("seen again: curl-8.0_1;")
        .endsWith("`slipway ctl rollback --end x86_64`: curl-8.1_1");
    assertThat(
            master
                .operator()
                .listRepositories(ListRepositoriesRequest.getDefaultInstance())
                .getRepositories(0)
                .getStagedCount())
        .isEqualTo(1);
    awaitMirrored("curl-8.0_1");
    release(master, worker, "zlib", "1.4", 4);
    assertThat(mirrored()).contains("curl-8.0_1", "zlib-1.4_1");
    assertThat(heldBack(master))
        .containsExactly(
            "curl-8.1_1: rolled back by ops: it crashes; released when something newer replaces it, or by `slipway ctl rollback --end x86_64`");
    assertThat(rollBack(master, true)).isEqualTo("released again for x86_64: curl-8.1_1");
    awaitMirrored("curl-8.1_1");
    rollBack(master, false);
    awaitMirrored("curl-8.0_1");
    release(master, worker, "curl", "8.2", 5);
    assertThat(mirrored()).contains("curl-8.2_1");
    await("the end of the rollback")
        .atMost(Duration.ofSeconds(40))
        .until(() -> heldBack(master).isEmpty());
    assertThat(master.operator().listAudit(ListAuditRequest.getDefaultInstance()).getEntriesList())
        .extracting(AuditEntry::getAction)
        .startsWith("end the rollback of x86_64", "roll back x86_64");
    assertThatThrownBy(() -> rollBack(master, true))
        .hasMessageContaining("Nothing is rolled back for x86_64.");
  }

  private void release(
      TestMaster master, TestWorker worker, String name, String version, int releasedCount)
      throws Exception {
    template(name, version, name.equals("curl") ? "makedepends=\"zlib-devel\"" : "");
    if (name.equals("zlib")) {
      addDevel();
    }
    commit(name + ": update to " + version);
    master.operator().reportPush(ReportPushRequest.newBuilder().setWho("someone").build());
    assertThat(worker.buildNext(directory).getVersion()).isEqualTo(version + "_1");
    awaitReleased(master, releasedCount);
  }

  private static String rollBack(TestMaster master, boolean end) {
    return master
        .operator()
        .rollBack(
            RollBackRequest.newBuilder()
                .setArchitecture("x86_64")
                .setEnd(end)
                .setReason("it crashes")
                .build())
        .getText();
  }

  private static List<String> heldBack(TestMaster master) {
    return master
        .operator()
        .listRepositories(ListRepositoriesRequest.getDefaultInstance())
        .getRepositories(0)
        .getHeldBackList();
  }

  private List<String> mirrored() throws IOException {
    return Repodata.read(mirror().resolve("x86_64-repodata")).index().values().stream()
        .map(entry -> entry.pkgver().toString())
        .toList();
  }

  private void awaitMirrored(String pkgver) {
    await(pkgver + " on the mirror")
        .atMost(Duration.ofSeconds(20))
        .until(() -> mirrored().contains(pkgver));
  }

  @Test
  void aFarmThatWasStoppedBeforePublishingGoesOn() throws Exception {
    Files.createDirectories(mirror().getParent());
    Files.writeString(mirror(), "not a directory: the mirror is broken");
    var master = start();
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    worker.buildNext(directory);
    worker.buildNext(directory);
    await("the mirror's problem")
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            !master
                .operator()
                .listRepositories(ListRepositoriesRequest.getDefaultInstance())
                .getMirrors(0)
                .getProblem()
                .isEmpty());
    assertThat(master.operator().getOverview(GetOverviewRequest.getDefaultInstance()))
        .satisfies(overview ->
            assertThat(overview.getPublishingList())
                .extracting(Problem::getKind)
                .containsExactly("mirror"));
    await("both builds to be staged")
        .atMost(Duration.ofSeconds(20))
        .until(() -> count(master, BuildState.STAGED) == 2);
    master.close();
    Files.delete(mirror());
    awaitReleased(start(), 2);
    assertThat(mirror().resolve("curl-8.0_1.x86_64.xbps")).exists();
  }

  private static void awaitReleased(TestMaster master, int count) {
    await(count + " builds released")
        .atMost(Duration.ofSeconds(30))
        .until(() -> count(master, BuildState.RELEASED) == count);
  }

  private static int count(TestMaster master, BuildState state) {
    return master
        .operator()
        .listBuilds(ListBuildsRequest.newBuilder().addStates(state).build())
        .getBuildsCount();
  }

  private TestMaster start() throws IOException {
    return start(MasterConfig.Upkeep.DEFAULT);
  }

  private TestMaster start(MasterConfig.Upkeep upkeep) throws IOException {
    var base = TestMaster.config(directory);
    var config =
        new MasterConfig(
            base.dataDirectory(),
            base.listen(),
            base.tls(),
            base.workers(),
            base.clients(),
            base.publicReading(),
            new MasterConfig.Tree(tree().resolve(".git").toString(), "master", "file://" + tree()),
            new MasterConfig.Repository(
                base.repository().directory(), base.repository().url(), upkeep),
            List.of(new MasterConfig.Mirror("near", mirror().toString())),
            base.signing(),
            base.targets(),
            base.election(),
            base.policy());
    var master = TestMaster.over(Master.start(config, new SimpleMeterRegistry()));
    open.add(master);
    return master;
  }

  private Path tree() {
    return directory.resolve("tree");
  }

  private Path mirror() {
    return directory.resolve("mirrors/near");
  }

  private void template(String name, String version, String more) throws IOException {
    Path file = tree().resolve("srcpkgs/" + name + "/template");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        pkgname=%s
        version=%s
        revision=1
        short_desc="A package"
        maintainer="Nobody <nobody@example.org>"
        license="MIT"
        homepage="https://example.org"
        metapackage=yes
        %s
        """
            .formatted(name, version, more));
  }

  private void commit(String message) throws Exception {
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", message);
  }

  private void git(String... arguments) throws Exception {
    Files.createDirectories(tree());
    var command = new ArrayList<String>(List.of("git", "-C", tree().toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
