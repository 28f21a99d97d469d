package slipway.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;
import slipway.worker.driver.Verdict;
import slipway.worker.run.DiskWatch.Disk;
import slipway.worker.space.Room;

class JudgeTest {
  private static final long GIB = 1L << 30;
  private static final long TOTAL = 100 * GIB;

  /// One row: why, what was seen, what follows.
  record Row(String why, int exitStatus, Cause guess, Evidence evidence, Cause judged) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "a plain error is the package's",
            1,
            Cause.PACKAGE_ERROR,
            seen("cc: error"),
            Cause.PACKAGE_ERROR),
        new Row(
            "words and a full disk",
            1,
            Cause.PACKAGE_ERROR,
            full("tee: x.log: No space left on device"),
            Cause.OUT_OF_SPACE),
        new Row(
            "words without a full disk are a test's",
            1,
            Cause.PACKAGE_ERROR,
            seen("No space left on device"),
            Cause.PACKAGE_ERROR),
        new Row(
            "full a moment ago, and the compiler has removed its file",
            1,
            Cause.PACKAGE_ERROR,
            on("as: No space left on device", GIB, 4096, Room.ENOUGH, 0),
            Cause.OUT_OF_SPACE),
        new Row(
            "a quota is as good as a full disk",
            1,
            Cause.PACKAGE_ERROR,
            on("cp: Disk quota exceeded", GIB, GIB, Room.NO_QUOTA, 0),
            Cause.OUT_OF_SPACE),
        new Row(
            "no words, and nothing can be written",
            1,
            Cause.PACKAGE_ERROR,
            on("strange error", 0, 0, Room.NO_SPACE, 0),
            Cause.OUT_OF_SPACE),
        new Row(
            "a fetch that filled the disk",
            1,
            Cause.FETCH_FAILED,
            full("curl: (23) ENOSPC"),
            Cause.OUT_OF_SPACE),
        new Row(
            "a compiler that was killed",
            1,
            Cause.PACKAGE_ERROR,
            seen("g++: fatal error: Killed signal terminated program cc1plus"),
            Cause.OUT_OF_MEMORY),
        new Row(
            "the kernel has killed, and make says so",
            2,
            Cause.PACKAGE_ERROR,
            on("make: *** [x.o] Error 137", GIB, GIB, Room.ENOUGH, 1),
            Cause.OUT_OF_MEMORY),
        new Row(
            "make says so, but the kernel has not",
            2,
            Cause.PACKAGE_ERROR,
            seen("make: *** [x.o] Error 137"),
            Cause.PACKAGE_ERROR),
        new Row(
            "the build itself was killed", 137, Cause.PACKAGE_ERROR, seen(""), Cause.OUT_OF_MEMORY),
        new Row(
            "its own control group has counted a kill, and nobody says so",
            1,
            Cause.PACKAGE_ERROR,
            counted("strange error", 1),
            Cause.OUT_OF_MEMORY),
        new Row(
            "killed by somebody else than the kernel",
            137,
            Cause.PACKAGE_ERROR,
            counted("Killed signal terminated program cc1plus", 0),
            Cause.PACKAGE_ERROR),
        new Row(
            "not for this target",
            2,
            Cause.NOT_BUILDABLE,
            full("No space left on device"),
            Cause.NOT_BUILDABLE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void judges(Row row) {
    assertThat(
            Judge.ofExit(row.exitStatus(), Verdict.of(row.guess()), Phase.COMPILE, row.evidence())
                .cause())
        .isEqualTo(row.judged());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void theMessageIsTheErrorThatSaysWhat(String tail, String message) {
    assertThat(Judge.ofExit(1, Verdict.of(Cause.PACKAGE_ERROR), Phase.CHECK, seen(tail)).message())
        .isEqualTo(message);
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of(
            "=> ERROR: x-1_1: do_check: 'make' exited with 2\n=> ERROR:   in do_check() at srcpkgs/x/template:9\n",
            "x-1_1: do_check: 'make' exited with 2"),
        Arguments.of("nothing of the kind\n", "the build exited with 1"));
  }

  private static Evidence counted(String tail, long kills) {
    return new Evidence(tail, seen(tail).disks(), kills, true);
  }

  private static Evidence seen(String tail) {
    return on(tail, GIB, GIB, Room.ENOUGH, 0);
  }

  private static Evidence full(String tail) {
    return on(tail, 0, 0, Room.NO_SPACE, 0);
  }

  private static Evidence on(String tail, long free, long least, Room room, long kills) {
    var roomy = new Disk("the build area", GIB, GIB, TOTAL, Room.ENOUGH);
    return new Evidence(
        tail, List.of(roomy, new Disk("the cache", free, least, TOTAL, room)), kills, false);
  }
}
