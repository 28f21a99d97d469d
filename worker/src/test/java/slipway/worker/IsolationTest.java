package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Cause;
import slipway.worker.process.Offline;
import slipway.worker.testing.TestFarm;

/// What a build can reach, and what it cannot.
class IsolationTest {
  private static final Set<String> VARIABLES =
      Set.of("PATH", "LANG", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "TMPDIR", "LD_LIBRARY_PATH");

  @TempDir Path directory;

  @Test
  void behindTheFetchPhaseABuildHasNoNetwork() throws Exception {
    assumeTrue(
        Offline.find().isPresent(), "no network namespace can be made here: unshare --net fails");
    try (var farm = TestFarm.start(directory);
        var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String reach = "(exec 3<> /dev/tcp/127.0.0.1/%d)".formatted(server.getLocalPort());
      farm.tree()
          .template(
              "offline",
              """
              do_fetch() { %1$s && echo "fetch: reached"; }
              do_build() { if %1$s 2> /dev/null; then echo "build: reached"; else echo "build: cut off"; fi; }
              do_install() { vmkdir usr; }
              """
                  .formatted(reach));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("offline", "x86_64");
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      assertThat(farm.master().logText(attempt)).contains("fetch: reached", "build: cut off");
    }
  }

  @Test
  void anOperatorMayLeaveTheNetwork() throws Exception {
    try (var farm = TestFarm.start(directory);
        var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      farm.tree()
          .template(
              "online",
              "do_build() { (exec 3<> /dev/tcp/127.0.0.1/%d) && echo 'build: reached'; }\ndo_install() { vmkdir usr; }\n"
                  .formatted(server.getLocalPort()));
      farm.tree().commit();
      farm.startWorker(
          TestFarm.withLimits(farm.config(), new WorkerConfig.Limits(256L << 20, 0, true)));
      long attempt = farm.order("online", "x86_64");
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      assertThat(farm.master().logText(attempt)).contains("build: reached");
    }
  }

  @Test
  void noSecretOfTheWorkerIsInABuildsEnvironmentOrLog() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "curious",
              """
              do_build() {
                env -0 | cut -z -d= -f1 | tr '\\0' '\\n' | sed 's/^/variable: /'
                for pid in $PPID $(cut -d' ' -f4 /proc/$PPID/stat); do
                  tr '\\0' '\\n' < /proc/$pid/environ || true
                  tr '\\0' '\\n' < /proc/$pid/cmdline || true
                done
              }
              do_install() { vmkdir usr; }
              """);
      farm.tree().commit();
      farm.startWorker();
      String token = Files.readString(farm.config().tokenFile()).strip();
      long attempt = farm.order("curious", "x86_64");
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      String log = farm.master().logText(attempt);
      assertThat(log).doesNotContain(token).contains("variable: SLIPWAY_WORK");
      Set<String> strangers =
          log.lines()
              .filter(line -> line.startsWith("variable: "))
              .map(line -> line.substring("variable: ".length()))
              .filter(name -> !VARIABLES.contains(name))
              .filter(
                  name -> !name.matches("(SLIPWAY|XBPS|CROSS)_.*|.*FLAGS|CC|CXX|AR|RANLIB|STRIP"))
              .filter(name -> !name.equals("SOURCE_DATE_EPOCH") && !name.startsWith("BASH_FUNC_"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(strangers).as("variables that came from outside").isEmpty();
    }
  }
}
