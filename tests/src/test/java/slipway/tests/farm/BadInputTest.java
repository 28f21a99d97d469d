package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import slipway.cli.demo.ChildProcess;
import slipway.proto.ListProblemsRequest;
import slipway.proto.Problem;

/// What comes from outside and is wrong: each gets an answer that helps, and the farm goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private Path directory = Path.of("");
  private LiveFarm farm = never();

  @BeforeAll
  void start(@TempDir Path place) throws IOException, InterruptedException {
    directory = place;
    farm = LiveFarm.start(directory);
  }

  @AfterAll
  void stop() {
    farm.close();
  }

  @Test
  void brokenTemplatesAreNamedAndStopNobodyElse() throws IOException, InterruptedException {
    farm.awaitSettled(farm.tree().pushFirst());
    Path push = directory.resolve("broken-push");
    template(push, "unclosed", "pkgname=unclosed\nversion=1.0\nrevision=1\nif true; then\n");
    template(push, "egg", fine("egg", "makedepends=\"hen\""));
    template(push, "hen", fine("hen", "makedepends=\"egg\""));
    template(push, "adrift", fine("adrift", "makedepends=\"no-such-library-devel\""));
    template(push, "sound", fine("sound", "metapackage=yes"));
    template(push, "ends", fine("ends", "exit 0"));
    template(push, "curious", fine("curious", "broken=\"no $(cat /etc/passwd-of-the-farm)\""));
    template(push, "selfish", fine("selfish", "broken=no\nhostmakedepends=selfish"));
    template(push, "unlinked", fine("unlinked", "broken=no\nunlinked-part_package() { :; }"));
    Files.writeString(push.resolve("message"), "eight mistakes, and one package without\n");
    var details = farm.awaitSettled(farm.tree().push(push));
    assertThat(details.getBuildsList())
        .filteredOn(build -> build.getPackage().equals("sound"))
        .hasSize(2)
        .allMatch(build -> build.getState() == slipway.proto.BuildState.RELEASED);
    assertProblem("unclosed", "template");
    assertProblem("egg", "hen");
    assertProblem("adrift", "no-such-library-devel");
    assertProblem("ends", "it calls exit 0");
    assertProblem("curious", "/etc/passwd-of-the-farm: No such file");
    assertProblem("selfish", "it names itself");
    assertProblem("unlinked", "unlinked-part has no link");
    String page = farm.get("/problems").body();
    assertThat(page).contains("unclosed", "egg", "hen", "adrift", "no-such-library-devel", "ends");
    assertThat(page).contains("it calls exit 0", "curious", "selfish", "unlinked-part has no link");
  }

  private void assertProblem(String name, String says) {
    var problems =
        farm.calls().listProblems(ListProblemsRequest.getDefaultInstance()).getProblemsList();
    assertThat(problems)
        .filteredOn(problem -> problem.getPackage().equals(name))
        .as("problems of %s", name)
        .isNotEmpty()
        .extracting(Problem::getText)
        .anyMatch(text -> text.contains(says));
  }

  @Test
  void aWorkerWithAWrongTokenIsToldSoAndTheFarmGoesOn() throws IOException {
    Path token = directory.resolve("keys/worker-glibc-1.token");
    String right = Files.readString(token);
    Path config = directory.resolve("worker-stranger.toml");
    Path wrongToken =
        Files.writeString(
            directory.resolve("keys/wrong.token"),
            (right.startsWith("x") ? "y" : "x") + right.substring(1));
    Files.writeString(
        config,
        Files.readString(directory.resolve("worker-glibc-1.toml"))
            .replace("keys/worker-glibc-1.token", wrongToken.toString())
            .replace("state-glibc-1", "state-stranger")
            .replace("area-glibc-1", "area-stranger"));
    try (ChildProcess stranger =
        slipway("stranger", "worker", "run", "--config", config.toString())) {
      farm.await("the stranger to be told", () -> LiveFarm.output(stranger).contains("token"));
    }
    assertThat(
            farm.calls()
                .getOverview(slipway.proto.GetOverviewRequest.getDefaultInstance())
                .getWorkersList())
        .extracting(slipway.proto.Worker::getName)
        .doesNotContain("stranger");
  }

  @Test
  void aBusyPortAndALockedDataDirectoryAreNamed() throws IOException {
    try (ChildProcess second =
        slipway(
            "second", "master", "run", "--config", directory.resolve("master.toml").toString())) {
      farm.await("the second master to give up", () -> !second.isAlive());
      assertThat(LiveFarm.output(second))
          .containsAnyOf("in use", "locked", "taken")
          .contains("master");
    }
  }

  @Test
  void anUnusableDataDirectoryIsNamed() throws IOException {
    Path config = directory.resolve("master-unusable.toml");
    Path file = Files.writeString(directory.resolve("a-file"), "not a directory");
    Files.writeString(
        config,
        Files.readString(directory.resolve("master.toml"))
            .replace("data = \"master\"", "data = \"" + file + "/data\"")
            .replaceFirst("port = \\d+", "port = 0"));
    try (ChildProcess second =
        slipway("unusable", "master", "run", "--config", config.toString())) {
      farm.await("the master to give up", () -> !second.isAlive());
      assertThat(LiveFarm.output(second)).contains(file.toString()).doesNotContain("\tat ");
    }
  }

  @Test
  void webhooksAreCheckedBeforeTheyAreRead() throws IOException, InterruptedException {
    var unsigned =
        farm.send(
            hook("/hooks/github")
                .header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", "sha256=" + "0".repeat(64))
                .POST(
                    BodyPublishers.ofString(
                        "{\"ref\":\"refs/heads/master\",\"after\":\"" + "a".repeat(40) + "\"}")));
    assertThat(unsigned.statusCode()).isEqualTo(401);
    assertThat(unsigned.body()).contains("signature");
    var huge = farm.send(hook("/hooks/push").POST(BodyPublishers.ofString("x".repeat(64 << 20))));
    assertThat(huge.statusCode()).isIn(401, 413);
    assertThat(farm.get("/").statusCode()).isEqualTo(200);
  }

  private HttpRequest.Builder hook(String path) {
    return HttpRequest.newBuilder(URI.create(farm.processes().webAddress()).resolve(path))
        .header("Content-Type", "application/json");
  }

  @Test
  void anUnknownBuildIsNotFoundRatherThanAFailure() throws IOException, InterruptedException {
    for (String path :
        new String[] {"/build/999999", "/build/none", "/package/no-such-package", "/push/999999"}) {
      assertThat(farm.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private ChildProcess slipway(String name, String... arguments) throws IOException {
    return ChildProcess.start(
        directory.resolve(name + ".log"), java.util.List.of(), java.util.List.of(arguments));
  }

  private static String fine(String name, String more) {
    return """
    pkgname=%s
    version=1.0
    revision=1
    %s
    short_desc="A package of the tests"
    maintainer="Tests <tests@harbour.example>"
    license="CC0-1.0"
    homepage="https://harbour.example/%s"

    do_install() {
      vmkdir usr/share/%s
    }
    """
        .formatted(name, more, name, name);
  }

  private static void template(Path push, String name, String text) throws IOException {
    Path directory = Files.createDirectories(push.resolve("srcpkgs").resolve(name));
    Files.writeString(directory.resolve("template"), text);
  }

  /// A placeholder until the farm has started.
  @SuppressWarnings("NullAway") // set before the first test
  private static LiveFarm never() {
    return null;
  }
}
