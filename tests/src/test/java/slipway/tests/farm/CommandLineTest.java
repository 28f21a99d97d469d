package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.cli.demo.ChildProcess;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.ListBuildsRequest;

/// `slipway ctl` and `slipway logs`, as an operator types them beside a farm that runs.
final class CommandLineTest {
  private static final String SAID = "bow 3.20 m, stern 4.00 m";

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void anOperatorFindsReadsAndBacksUpLogs(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(directory.resolve("farm"));
    try (LiveFarm farm = LiveFarm.start(home)) {
      farm.awaitSettled(farm.tree().pushFirst());
      Build failed =
          farm.builds(
                  ListBuildsRequest.newBuilder()
                      .setPackage("ballast")
                      .addStates(BuildState.FAILED)
                      .build())
              .getFirst();
      assertThat(ctl(farm, "search", SAID, "--limit", "1")).contains("ballast-", "line ", SAID);
      assertThat(ctl(farm, "search", "-e", "bow [0-9.]+ m", "--package", "ballast"))
          .contains("x86_64-musl", SAID);
      assertThat(ctl(farm, "search", "-i", "BOW 3.20", "--cause", "SUCCEEDED")).isEmpty();
      assertThat(ctl(farm, "log", Long.toString(failed.getId()))).contains(SAID);
      assertThat(ctl(farm, "explain", Long.toString(failed.getId()))).contains("ballast");
      assertThatTheFailureCanBeLookedInto(farm, home, Long.toString(failed.getId()));
      assertThat(ctl(farm, "back-up-logs")).startsWith("backup 1 is made");

      Path restored = home.resolve("restored");
      run(farm, "logs", "--store", restored.toString(), "restore", home + "/log-backups");
      assertThat(run(farm, "logs", "--store", restored.toString(), "search", SAID)).contains(SAID);

      whatWouldBecomeOfTheRunningFarm(farm);
      assertThatTheMasterExportsWhatAlertsAskFor(farm);
      farm.processes().close();
      String config = home.resolve("master.toml").toString();
      assertThat(run(farm, "simulate", "--config", config, "--what-if", "bump libberth"))
          .contains("That calls for 4 builds.");
    }
  }

  /// On the maintainer's own machine: the tree that the worker kept, and the same failure again.
  private void assertThatTheFailureCanBeLookedInto(LiveFarm farm, Path home, String build)
      throws IOException, InterruptedException {
    Path archive = home.resolve("tree.tar.gz");
    assertThat(ctl(farm, "tree", build, "--output", archive.toString())).contains(" bytes");
    assertThat(outputOf(1, "tar", "-tzf", archive.toString())).contains("/work/");

    Path script = home.resolve("again.sh");
    Files.writeString(script, ctl(farm, "reproduce", build));
    assertThat(outputOf(16, "bash", script.toString(), home.resolve("again").toString()))
        .contains("the build begins", SAID, "do_check: ");
  }

  /// @param exitStatusMax at which the command ends
  private static String outputOf(int exitStatusMax, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isLessThanOrEqualTo(exitStatusMax);
    return output;
  }

  /// Meters of what is published are there a few seconds after it is.
  private static void assertThatTheMasterExportsWhatAlertsAskFor(LiveFarm farm) throws IOException {
    var asked = AlertRules.read().meters();
    assertThat(asked).hasSizeGreaterThan(10);
    farm.await(
        "the meters " + asked,
        () -> {
          String exported = farm.meters();
          return asked.stream()
              .allMatch(meter ->
                  exported.contains("\n" + meter + "{") || exported.contains("\n" + meter + " "));
        });
  }

  private void whatWouldBecomeOfTheRunningFarm(LiveFarm farm)
      throws IOException, InterruptedException {
    var known = json(farm, "bump libberth", "worker glibc-2 like glibc-1");
    assertThat(known.at("/bumped_builds").asInt()).isEqualTo(4);
    assertThat(known.at("/together/more_builds").asInt()).isEqualTo(4);
    assertThat(known.at("/queue_empty/later_by_seconds/least").asInt()).isPositive();
    assertThat(known.at("/released")).hasSize(2);
    assertThat(known.at("/released/0/architecture").asText()).isEqualTo("x86_64");
    assertThat(known.at("/released/0/then/expected").asText()).isNotEmpty();
    assertThat(known.at("/workers/glibc-2/total_bytes").asLong()).isPositive();
    var window = json(farm, "bump libberth", "window everywhere 1s 2h");
    assertThat(window.at("/windows/0/not_started_before")).isNotEmpty();
    assertThat(window.at("/queue_empty/later_by_seconds/least").asInt()).isGreaterThan(7_000);
    assertThat(turnedDown(farm, "bump libbert"))
        .contains("The tree has no package \"libbert\"", "Is it one of these: libberth");
    assertThat(turnedDown(farm, "without glibc-9")).contains("it has glibc-1, musl-1");
    assertThat(turnedDown(farm, "pray")).contains("is none of these", "bump PACKAGE");
  }

  private JsonNode json(LiveFarm farm, String... whats) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(run(farm, whatIf(farm, whats)));
  }

  private String turnedDown(LiveFarm farm, String what) throws IOException, InterruptedException {
    return output(farm, 1, whatIf(farm, what));
  }

  private static String[] whatIf(LiveFarm farm, String... whats) {
    var words = new ArrayList<>(List.of("simulate", "--json"));
    for (String what : whats) {
      words.addAll(List.of("--what-if", what));
    }
    words.addAll(farm.processes().ctlOptions());
    return words.toArray(String[]::new);
  }

  @Test
  void aMachineJoinsWithACodeAndIsTurnedOut(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(directory.resolve("farm"));
    try (LiveFarm farm = LiveFarm.start(home)) {
      String code = ctl(farm, "invite", "late-1", "--host", "x86_64").strip();
      Path token = home.resolve("keys/late-1.token");
      var options = farm.processes().ctlOptions();
      assertThat(
              run(
                  farm,
                  "worker",
                  "enrol",
                  code,
                  options.get(0),
                  options.get(1),
                  options.get(2),
                  options.get(3),
                  "--token-file",
                  token.toString()))
          .contains("enrolled: this machine may work as late-1, for x86_64");
      assertThat(Files.getPosixFilePermissions(token)).hasSize(2);
      assertThat(ctl(farm, "revoke", "late-1", "--reason", "a test"))
          .contains("late-1 is turned out");
    }
  }

  private String ctl(LiveFarm farm, String... words) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("ctl"));
    arguments.addAll(List.of(words));
    arguments.addAll(farm.processes().ctlOptions());
    return run(farm, arguments.toArray(String[]::new));
  }

  /// What a command prints, once it has ended well.
  private String run(LiveFarm farm, String... words) throws IOException, InterruptedException {
    return output(farm, 0, words);
  }

  private String output(LiveFarm farm, int exitCode, String... words)
      throws IOException, InterruptedException {
    Path output =
        farm.processes().directory().resolve("command-" + calls.incrementAndGet() + ".log");
    try (var process = ChildProcess.start(output, List.of(), List.of(words))) {
      farm.await(String.join(" ", words), () -> !process.isAlive());
      String printed = LiveFarm.output(process);
      assertThat(process.exitCode()).as(printed).isEqualTo(exitCode);
      return printed;
    }
  }
}
