package slipway.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker may be killed between any two steps of starting a command; the wrapper that it started
/// may come late, when the next worker has begun anew.
class WrappedCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aWrapperThatComesLateRunsNothing() throws Exception {
    WrappedCommand first = start("echo began; sleep 1000");
    await("the command to begin").atMost(PATIENCE).until(() -> log().contains("began"));
    assertThatItEnds(wrapperThatComesLate());
    assertThat(log()).containsOnlyOnce("began");
    first.kill(Duration.ZERO);
  }

  @Test
  void aWrapperThatComesLateFindsItsDirectoryGone() throws Exception {
    start("echo began").awaitEnd(PATIENCE);
    Path script = directory.resolve("wrapper.sh");
    Files.copy(run().resolve("wrapper.sh"), script);
    WrappedCommand.withdraw(run());
    assertThat(run()).doesNotExist();
    assertThatItEnds(wrapper(script));
    assertThat(log()).containsOnlyOnce("began");
  }

  @Test
  void aWrapperThatHasJustBegunIsKilledAndTheCommandStartsAnew() throws Exception {
    WrappedCommand forgotten = start("echo first; sleep 1000");
    await("the command to begin").atMost(PATIENCE).until(() -> log().contains("first"));
    WrappedCommand.withdraw(run());
    assertThat(forgotten.awaitEnd(Duration.ZERO)).isTrue();
    WrappedCommand second = start("echo second");
    assertThat(second.awaitEnd(PATIENCE)).isTrue();
    assertThat(second.exitStatus()).hasValue(0);
    assertThat(log()).isEqualTo("first\nsecond\n");
  }

  /// The pump outlives the wrapper: it must have written everything before the log's length is
  /// told.
  @Test
  void whatAKilledWrappersCommandHasPrintedIsWrittenBeforeTheKillReturns() throws Exception {
    WrappedCommand running = start("while :; do echo $((line++)); done");
    await("it to print").atMost(PATIENCE).until(() -> log().length() > 100_000);
    long wrapper = Long.parseLong(Files.readString(run().resolve("wrapper")).split(" ", -1)[0]);
    ProcessHandle process = ProcessHandle.of(wrapper).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    running.kill(Duration.ZERO);
    String whole = log();

    long pump = Long.parseLong(Files.readString(run().resolve("pump")).strip());
    assertThat(ProcessTable.find(pump).filter(ProcessTable.Entry::isAlive)).isEmpty();
    assertThat(log()).isEqualTo(whole);
  }

  /// As long as it runs, and afterwards, no clock that is set makes the time longer or negative.
  @Test
  void howLongItRanDoesNotDependOnAClockThatIsSet() throws Exception {
    WrappedCommand running = start("sleep 1000");
    Path wrapper = run().resolve("wrapper");
    for (int hours : new int[] {-1, 1}) {
      Instant then = Instant.now().plus(Duration.ofHours(hours));
      Files.setLastModifiedTime(wrapper, FileTime.from(then));
      assertThat(running.ran()).isBetween(Duration.ZERO, PATIENCE);
    }
    running.kill(Duration.ZERO);
    for (int hours : new int[] {-1, 1}) {
      Instant then = Instant.now().plus(Duration.ofHours(hours));
      Files.setLastModifiedTime(wrapper, FileTime.from(then));
      assertThat(running.ran()).isBetween(Duration.ZERO, PATIENCE);
    }
  }

  private WrappedCommand start(String script) throws IOException, InterruptedException {
    return WrappedCommand.start(
        run(),
        directory.resolve("log"),
        1 << 20,
        List.of("bash", "-c", script),
        Map.of("PATH", "/usr/bin:/bin"),
        directory,
        Optional.empty());
  }

  private static void assertThatItEnds(Process wrapper) throws InterruptedException {
    boolean ended = wrapper.waitFor(PATIENCE);
    wrapper.destroyForcibly();
    assertThat(ended).as("the late wrapper has ended").isTrue();
    assertThat(wrapper.exitValue()).isNotZero();
  }

  private Process wrapperThatComesLate() throws IOException {
    return wrapper(run().resolve("wrapper.sh"));
  }

  private Process wrapper(Path script) throws IOException {
    return new ProcessBuilder(
            "setsid",
            "--wait",
            "bash",
            script.toString(),
            run().toString(),
            directory.resolve("log").toString(),
            Integer.toString(1 << 20))
        .start();
  }

  private Path run() {
    return directory.resolve("run");
  }

  private String log() throws IOException {
    Path log = directory.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
