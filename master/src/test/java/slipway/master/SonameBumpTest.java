package slipway.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.Order;
import slipway.proto.ReportPushRequest;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;

/// A library gets a new soname, and forty packages that need it are built again, out of order, one
/// of them stuck. A client that reads the mirror's index all the time never finds a package in it
/// that needs a library which is not in it.
class SonameBumpTest {
  private static final int USERS = 40;
  private static final int STUCK = 17;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final Random random = new Random(20261124);

  @Test
  void noClientEverSeesALibraryMissing() throws Exception {
    writeTree(1);
    git("init", "-q", "-b", "master");
    commit("the beginning");
    try (var master = start();
        var client = new PollingClient(mirror().resolve("x86_64-repodata"))) {
      var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN)).slots(100);
      worker.report();
      for (int i = 0; i < USERS + 5; i++) {
        deliver(worker, next(worker));
      }
      awaitReleased(master, USERS + 5);

      writeTree(2);
      commit("both libraries: new soname");
      master.operator().reportPush(ReportPushRequest.newBuilder().setWho("someone").build());
      deliverLibraries(worker);
      Order stuck = deliverAllButOne(worker);
      // What does not hang on the stuck one goes, though it was of the same push.
      await("the other library and its users on the mirror")
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.sees("small-2_1") && client.sees("smalluser2-2_1"));
      assertThat(client.sees("big-2_1")).isFalse();
      // Delivered packages are staged one after another: until then each of them holds big back.
      await("the stuck one to be the only reason left")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(heldBack(master))
                  .anySatisfy(why ->
                      assertThat(why)
                          .contains(
                              "big-2_1 waits: user%d-1_1 still needs libbig.so.1".formatted(STUCK)))
                  .anySatisfy(
                      why -> assertThat(why).contains("needs libbig.so.2, which is not released")));
      deliver(worker, stuck);
      awaitReleased(master, 2 * (USERS + 5));
      assertThat(client.sees("big-2_1") && client.sees("user%d-2_1".formatted(STUCK))).isTrue();
      client.assertNothingWasMissing();
    }
  }

  private static List<String> heldBack(TestMaster master) {
    return master
        .operator()
        .listRepositories(ListRepositoriesRequest.getDefaultInstance())
        .getRepositories(0)
        .getHeldBackList();
  }

  /// Everybody waits for the libraries.
  private void deliverLibraries(TestWorker worker) throws Exception {
    for (int i = 0; i < 2; i++) {
      deliver(worker, next(worker));
    }
  }

  /// Asks for orders anew: what it was ordered beside others, it may have passed over.
  private static Order next(TestWorker worker) throws InterruptedException {
    worker.report();
    return worker.takeUp();
  }

  /// In an order of chance; returns the one that is stuck.
  private Order deliverAllButOne(TestWorker worker) throws Exception {
    var orders = new ArrayList<Order>();
    for (int i = 0; i < USERS + 3; i++) {
      orders.add(next(worker));
    }
    Collections.shuffle(orders, random);
    Order stuck =
        orders.stream()
            .filter(order -> order.getPackage().equals("user" + STUCK))
            .findFirst()
            .orElseThrow();
    orders.remove(stuck);
    for (Order order : orders) {
      deliver(worker, order);
    }
    return stuck;
  }

  private void deliver(TestWorker worker, Order order) throws Exception {
    worker.report();
    String text = "=> building " + order.getPackage() + "\n";
    worker.log(order, 0, text, true);
    Path file = packaged(order.getPackage(), order.getVersion());
    var announced = TestWorker.announcement(file);
    worker.upload(order.getAttempt(), announced, Files.readAllBytes(file));
    worker.end(order, Cause.SUCCEEDED, text.length(), List.of(announced));
    worker.awaitSettled(order.getAttempt());
  }

  private Path packaged(String name, String version) throws IOException {
    Path destdir = directory.resolve("destdir-" + name + version);
    Files.createDirectories(destdir.resolve("usr/share/" + name));
    String library = name.startsWith("small") ? "small" : "big";
    String soname = "lib%s.so.%s".formatted(library, version.substring(0, version.indexOf('_')));
    boolean provides = name.equals(library);
    var properties =
        PackageProperties.of(PkgVer.parse(name + "-" + version), "x86_64", "A package")
            .with("shlib-provides", provides ? List.of(soname) : List.of())
            .with("shlib-requires", provides ? List.of() : List.of(soname));
    return PackageWriter.write(destdir, properties, Instant.EPOCH, directory);
  }

  /// Reads the mirror's index over and over, as clients do.
  private static final class PollingClient implements AutoCloseable {
    private final Path index;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> missing = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::poll);

    PollingClient(Path index) {
      this.index = index;
      thread.start();
    }

    private void poll() {
      boolean ended = false;
      while (!ended) {
        try {
          if (Files.exists(index)) {
            look(Repodata.read(index));
          }
          ended = ending.await(5, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException failed) {
          missing.add("the index could not be read: " + failed);
        }
      }
    }

    private void look(Repodata repodata) {
      var provided = new HashSet<String>();
      repodata.index().values().forEach(entry -> provided.addAll(entry.shlibProvides()));
      for (RepoEntry entry : repodata.index().values()) {
        for (String soname : entry.shlibRequires()) {
          if (!provided.contains(soname)) {
            missing.add(entry.pkgver() + " needs " + soname);
          }
        }
      }
      reads.incrementAndGet();
    }

    boolean sees(String pkgver) throws IOException {
      return Repodata.read(index).index().values().stream()
          .anyMatch(entry -> entry.pkgver().toString().equals(pkgver));
    }

    void assertNothingWasMissing() {
      assertThat(reads.get()).isGreaterThan(10);
      assertThat(missing).isEmpty();
    }

    @Override
    public void close() {
      ending.countDown();
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void awaitReleased(TestMaster master, int count) {
    await(count + " builds released")
        .atMost(Duration.ofSeconds(90))
        .until(() ->
            master
                    .operator()
                    .listBuilds(
                        ListBuildsRequest.newBuilder()
                            .addStates(BuildState.RELEASED)
                            .setLimit(200)
                            .build())
                    .getBuildsCount()
                == count);
  }

  private TestMaster start() throws IOException, MasterException {
    var base = TestMaster.config(directory);
    var upkeep = MasterConfig.Upkeep.DEFAULT.withIncompleteAfter(Duration.ZERO);
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
    return TestMaster.over(Master.start(config, new SimpleMeterRegistry()));
  }

  private Path tree() {
    return directory.resolve("tree");
  }

  private Path mirror() {
    return directory.resolve("mirrors/near");
  }

  private void writeTree(int version) throws IOException {
    template("big", version, "");
    template("small", version, "");
    for (int i = 0; i < USERS; i++) {
      template("user" + i, version, "makedepends=\"big\"");
    }
    for (int i = 0; i < 3; i++) {
      template("smalluser" + i, version, "makedepends=\"small\"");
    }
  }

  private void template(String name, int version, String more) throws IOException {
    Path file = tree().resolve("srcpkgs/" + name + "/template");
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(
        file,
        """
        pkgname=%s
        version=%d
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
    var command = new ArrayList<String>(List.of("git", "-C", tree().toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
