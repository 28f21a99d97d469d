package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.worker.testing.TestFarm;
import slipway.worker.testing.WorkerProcess;

/// A worker that is killed again and again while it builds.
class KilledAnywhereTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LINES = 600;
  private static final int BUILDS = 4;
  private static final int KILLS = 3;
  private static final String CHATTY =
      """
      do_build() {
        for ((line = 1; line <= %d; line++)); do
          echo "line $line of the log"
          ((line %% 50)) || sleep 0.05
        done
      }
      do_install() { vmkdir usr; }
      """
          .formatted(LINES);

  @TempDir Path directory;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 1)
  void everyLogIsWholeAndEveryPackageIsThere(long seed) throws Exception {
    var random = new Random(seed);
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("chatty", CHATTY);
      farm.tree().commit();
      var attempts = new ArrayList<Long>();
      for (int i = 0; i < BUILDS; i++) {
        attempts.add(farm.order("chatty", "x86_64"));
      }
      for (int i = 0; i < KILLS; i++) {
        try (WorkerProcess _ = WorkerProcess.start(farm, List.of())) {
          long before = farm.master().logBytesReceived();
          long more = random.nextLong(8_000);
          await("something to interrupt")
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(5))
              .until(() ->
                  farm.master().logBytesReceived() >= before + more || allEnded(farm, attempts));
        }
      }
      try (WorkerProcess _ = WorkerProcess.start(farm, List.of())) {
        for (long attempt : attempts) {
          AttemptEnd end = farm.awaitEnd(attempt);
          assertThat(end.getCause()).as(farm.master().logText(attempt)).isEqualTo(Cause.SUCCEEDED);
          assertThat(end.getPackagesList()).hasSize(1);
          assertThat(end.getLogBytes()).isEqualTo(farm.master().log(attempt).length);
          assertThat(linesOf(farm.master().logText(attempt))).isEqualTo(expectedLines());
        }
      }
    }
  }

  private static boolean allEnded(TestFarm farm, List<Long> attempts) {
    return attempts.stream().allMatch(attempt -> farm.master().end(attempt).isPresent());
  }

  private static List<String> linesOf(String log) {
    return log.lines().filter(line -> line.startsWith("line ")).toList();
  }

  private static List<String> expectedLines() {
    return IntStream.rangeClosed(1, LINES)
        .mapToObj(line -> "line " + line + " of the log")
        .collect(Collectors.toList());
  }
}
