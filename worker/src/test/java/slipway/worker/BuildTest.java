package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Phase;
import slipway.worker.process.Tool;
import slipway.worker.testing.TestFarm;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;

/// Real builds of sample packages with the host's compilers.
class BuildTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "a program links a library of the repository, for {0}")
  @ValueSource(strings = {"x86_64", "x86_64-musl"})
  void aProgramLinksALibraryOfTheRepository(String architecture) throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      farm.build(architecture, "bedrock", "libknot", "tablesmith", "libchart", "logline");

      RepoEntry logline = farm.repository().entry(architecture, "logline").orElseThrow();
      String libc = architecture.endsWith("-musl") ? "libc.so" : "libc.so.6";
      assertThat(logline.shlibRequires()).containsExactly(libc, "libknot.so.1");
      assertThat(logline.runDepends()).containsExactly("bedrock>=1.0_1", "libknot>=1.4.0_1");
      RepoEntry libknot = farm.repository().entry(architecture, "libknot").orElseThrow();
      assertThat(libknot.shlibProvides()).containsExactly("libknot.so.1");
      RepoEntry development = farm.repository().entry(architecture, "libknot-devel").orElseThrow();
      assertThat(development.runDepends()).containsExactly("libknot>=1.4.0_1");
      assertThat(development.sourcePackage()).isEqualTo("libknot");

      Path root = unpack(farm, architecture, "libknot", "logline");
      Tool.Result printed =
          Tool.of(Duration.ofSeconds(5), root.resolve("usr/bin/logline").toString(), "1cable", "60")
              .with("LD_LIBRARY_PATH", root.resolve("usr/lib").toString())
              .run(root);
      assertThat(printed.output()).isEqualTo("6.0 knots\n");
    }
  }

  @Test
  void aFailedCheckIsAnErrorOfThePackageInThatPhase() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      farm.build("x86_64", "bedrock", "libknot");
      long attempt = farm.order("ballast", "x86_64");
      AttemptEnd end = farm.awaitEnd(attempt);

      assertThat(end.getCause()).isEqualTo(Cause.PACKAGE_ERROR);
      assertThat(end.getPhase()).isEqualTo(Phase.CHECK);
      assertThat(end.getExitStatus()).isEqualTo(16);
      assertThat(end.getMessage()).contains("do_check").contains("exited with 1");
      assertThat(end.getLogBytes()).isEqualTo(farm.master().log(attempt).length);
      assertThat(farm.master().logText(attempt)).contains("fill the aft tank");
    }
  }

  @Test
  void aPackageThatIsNotForTheTargetSaysSo() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      farm.build("x86_64-musl", "bedrock");
      AttemptEnd end = farm.awaitEnd(farm.order("manifest", "x86_64-musl"));
      assertThat(end.getCause()).isEqualTo(Cause.NOT_BUILDABLE);
      assertThat(end.getMessage()).contains("archs: ~*-musl");
    }
  }

  @Test
  void aDependencyThatNoRepositoryHasIsNamed() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      AttemptEnd end = farm.awaitEnd(farm.order("logline", "x86_64"));
      assertThat(end.getCause()).isEqualTo(Cause.FETCH_FAILED);
      assertThat(end.getPhase()).isEqualTo(Phase.DEPENDENCIES);
      assertThat(end.getMessage())
          .contains("'libknot-devel', which logline-2.0_1 needs, is in no repository");
    }
  }

  @Test
  void aBrokenTemplateIsAnErrorOfThePackage() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("leaky", "do_install() { true\n");
      farm.tree().commit();
      farm.startWorker();
      AttemptEnd end = farm.awaitEnd(farm.order("leaky", "x86_64"));
      assertThat(end.getCause()).isEqualTo(Cause.PACKAGE_ERROR);
      assertThat(end.getMessage()).contains("srcpkgs/leaky/template: line 8: syntax error");
    }
  }

  @Test
  void ordersThatMakeNoSenseEndAtOnceWithAReason() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      var unknownDriver = farm.orderOf("bell", "x86_64").setDriver("magic").build();
      var badName = farm.orderOf("bell", "x86_64").setPackage("../../etc").build();
      var noCommit = farm.orderOf("bell", "x86_64").setCommit("0".repeat(40)).build();
      farm.master().order(unknownDriver);
      farm.master().order(badName);
      farm.master().order(noCommit);
      assertThat(farm.awaitEnd(unknownDriver.getAttempt()).getMessage())
          .contains("no driver 'magic', only [template, xbps-src]");
      assertThat(farm.awaitEnd(badName.getAttempt()).getMessage())
          .contains("package makes no sense: '../../etc'");
      AttemptEnd end = farm.awaitEnd(noCommit.getAttempt());
      assertThat(end.getCause()).isEqualTo(Cause.FETCH_FAILED);
      assertThat(end.getMessage()).contains("cannot get commit 0000");
    }
  }

  private static Path unpack(TestFarm farm, String architecture, String... names)
      throws IOException {
    Path root = Files.createDirectories(farm.directory().resolve("root"));
    for (String name : names) {
      RepoEntry entry = farm.repository().entry(architecture, name).orElseThrow();
      PackageFile.extract(farm.repository().directory().resolve(entry.fileName().toString()), root);
    }
    return root;
  }
}
