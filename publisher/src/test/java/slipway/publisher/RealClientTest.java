package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.Repodata;

/// The real client and the real indexer on our trees, and our publisher on theirs. Skipped where
/// they are not installed.
class RealClientTest {
  @TempDir private Path directory;
  private TestRepository repository;

  @BeforeEach
  void lookForTheTools() {
    RealTools.assumeInstalled("xbps-rindex", "xbps-query", "xbps-install");
    repository = new TestRepository(directory);
  }

  @Test
  void theClientInstallsFromTheMirrorAfterImportingTheKey() throws Exception {
    var files = new ArrayList<Path>();
    for (int i = 0; i < 150; i++) {
      files.add(repository.packaged("p" + i + "-1.0_1"));
    }
    files.add(
        repository.packaged(
            "app-1.0_1", "app", properties -> properties.with("run_depends", List.of("p7>=1.0"))));
    try (Publisher publisher = repository.open()) {
      publish(publisher, files.toArray(Path[]::new));
      publisher.stage(delivery(repository.packaged("p7-2.0_1")));
      assertThat(publisher.sync().succeeded()).isTrue();
    }
    var server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            repository.mirrorDirectory().toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String url = "--repository=http://127.0.0.1:" + server.getAddress().getPort();
      Path system = Files.createDirectory(directory.resolve("system"));
      String synced = RealTools.answering("y\n", "xbps-install", "-r", system, "-i", url, "-S");
      assertThat(synced)
          .contains("has been RSA signed by \"A Farm\"")
          .contains(TestRepository.SIGNER.fingerprint());
      RealTools.run("xbps-install", "-r", system, "-i", url, "-y", "app");
      assertThat(RealTools.run("xbps-query", "-r", system, "-l")).contains("app-1.0_1", "p7-1.0_1");
      assertThat(RealTools.run("xbps-query", "-r", system, "-i", url, "-Rs", "").lines())
          .hasSize(151);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theIndexerExtendsAndCleansWhatWePublished() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      publisher.stage(delivery(repository.packaged("bar-2.0_1")));
    }
    Path added = repository.packaged("their-1.0_1");
    Path target = repository.root.resolve("their-1.0_1.x86_64.xbps");
    Files.copy(added, target);
    Path index = repository.root.resolve("x86_64-repodata");
    assertThat(RealTools.run("xbps-rindex", "-a", target)).contains("index: added `their-1.0_1'");
    RealTools.run("xbps-rindex", "-c", repository.root);
    RealTools.run("xbps-rindex", "-r", repository.root);
    // They released the stage, and removed the file that was replaced by that.
    assertThat(Repodata.read(index).index()).containsOnlyKeys("bar", "foo", "their");
    assertThat(repository.root.resolve("bar-1.0_1.x86_64.xbps")).doesNotExist();
    try (Publisher publisher = repository.open()) {
      assertThat(repository.root.resolve("their-1.0_1.x86_64.xbps.sig2")).exists();
      publish(publisher, repository.packaged("foo-1.0_2"));
      assertThat(publisher.released(ARCHITECTURE))
          .isEqualTo(Map.of("bar", "bar-2.0_1", "foo", "foo-1.0_2", "their", "their-1.0_1"));
      assertThat(publisher.release(ARCHITECTURE, Set.of()).released()).isEmpty();
    }
    assertThat(
            RealTools.run("xbps-query", "-i", "--repository=" + repository.root, "-Rs", "").lines())
        .hasSize(3);
  }
}
