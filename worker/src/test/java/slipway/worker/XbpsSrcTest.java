package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.PackageFile;
import slipway.proto.Phase;
import slipway.worker.testing.TestFarm;

/// How xbps-src is driven: by one that only pretends to build.
class XbpsSrcTest {
  @TempDir Path directory;

  @Test
  void aPackageIsBuiltInTheMasterdirOfItsSlotAndResultsAreCollected() throws Exception {
    try (var farm = start()) {
      long first = order(farm, "tide");
      AttemptEnd end = farm.awaitEnd(first);
      assertThat(end.getCause()).as(farm.master().logText(first)).isEqualTo(Cause.SUCCEEDED);
      assertThat(end.getPackagesList().stream().map(PackageFile::getFileName))
          .containsExactlyInAnyOrder("tide-1.0_1.x86_64.xbps", "tide-dbg-1.0_1.x86_64.xbps");
      assertThat(farm.master().packageFile("tide-dbg-1.0_1.x86_64.xbps")).hasContent("debug");
      Path masterdir = directory.resolve("area/masterdirs/x86_64-0");
      String roots = "-A x86_64 -m " + masterdir + " -H " + directory.resolve("cache");
      assertThat(called())
          .containsExactly(
              roots + " -L binary-bootstrap",
              roots + " -L -1 -j 1 -r slipway-" + first + " -Q -t pkg tide");
      Path checkout = directory.resolve("area/checkouts/0");
      assertThat(checkout.resolve("etc/conf")).hasContent("XBPS_CCACHE=yes");
      assertThat(checkout.resolve("etc/xbps.d/custom/00-slipway.conf"))
          .hasContent("repository=" + farm.repository().url().replaceAll("/$", ""));
      assertThat(checkout.resolve("etc/repo-keys")).isDirectoryContaining("glob:**:*.plist");
      assertThat(directory.resolve("cache/binpkgs")).isEmptyDirectory();
    }
  }

  @Test
  void aReadyMasterdirIsCleanedAndUpdatedAndTheCheckoutFollowsTheTree() throws Exception {
    try (var farm = start()) {
      farm.awaitEnd(order(farm, "tide"));
      farm.tree().template("ebb", "");
      farm.tree().commit();
      long second = order(farm, "ebb");
      assertThat(farm.awaitEnd(second).getCause())
          .as(farm.master().logText(second))
          .isEqualTo(Cause.SUCCEEDED);
      assertThat(called()).hasSize(5);
      assertThat(called().get(2)).endsWith("-L clean");
      assertThat(called().get(3)).endsWith("-L bootstrap-update");
    }
  }

  @Test
  void anExitCodeOfOneMeansWhatThePhaseMakesOfIt() throws Exception {
    try (var farm = start()) {
      AttemptEnd end = farm.awaitEnd(order(farm, "offline"));
      assertThat(end.getCause()).isEqualTo(Cause.FETCH_FAILED);
      assertThat(end.getPhase()).isEqualTo(Phase.FETCH);
      assertThat(end.getMessage()).contains("failed to fetch 'x'");
      assertThat(farm.awaitEnd(order(farm, "wreck")).getCause()).isEqualTo(Cause.NOT_BUILDABLE);
    }
  }

  private TestFarm start() throws IOException, InterruptedException {
    var farm = TestFarm.start(directory);
    Path script = farm.tree().directory().resolve("xbps-src");
    try (InputStream fake = XbpsSrcTest.class.getResourceAsStream("/fake-xbps-src")) {
      Files.copy(fake, script);
    }
    assertThat(script.toFile().setExecutable(true)).isTrue();
    farm.tree().template("tide", "");
    farm.tree().template("offline", "unreachable=yes\n");
    farm.tree().template("wreck", "broken=yes\n");
    farm.tree().commit();
    farm.startWorker();
    return farm;
  }

  private List<String> called() throws IOException {
    return Files.readAllLines(directory.resolve("area/called"));
  }

  private static long order(TestFarm farm, String name) throws IOException, InterruptedException {
    var order = farm.orderOf(name, "x86_64").setDriver("xbps-src").build();
    farm.master().order(order);
    return order.getAttempt();
  }
}
