package slipway.master.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.master.ChildProcess;
import slipway.master.TestWorker;

/// Real processes that are killed while packages come in.
class KilledIntakeTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  /// Takes in the same package for one attempt after the other, in small pieces, and acknowledges
  /// each that is complete.
  static final class Receiver {
    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      byte[] bytes = Files.readAllBytes(directory.resolve("zlib-1.3_1.x86_64.xbps"));
      var announced = announced(bytes);
      var intake = Intake.open(directory.resolve("intake"), 1 << 20, 0);
      for (long attempt = 1; ; attempt++) {
        try (var upload = intake.begin(IntakeTest.lease(attempt), announced)) {
          while (!upload.isComplete()) {
            int from = Math.toIntExact(upload.wantedOffset());
            upload.write(from, ByteBuffer.wrap(bytes, from, Math.min(40, bytes.length - from)));
          }
        }
        ChildProcess.acknowledge(attempt);
      }
    }
  }

  @ParameterizedTest(name = "killed after {0} packages, each acknowledged one is whole")
  @ValueSource(ints = {1, 40})
  void everyAcknowledgedPackageIsWhole(int packages) throws Exception {
    Path file = TestWorker.makePackage(directory, "zlib-1.3_1", "x86_64");
    byte[] bytes = Files.readAllBytes(file);
    try (var receiver = ChildProcess.start(Receiver.class, directory)) {
      var acknowledged = receiver.killAfter(packages);
      var intake = Intake.open(directory.resolve("intake"), 1 << 20, 0);
      for (String attempt : acknowledged) {
        assertThat(intake.isComplete(Long.parseLong(attempt), announced(bytes))).isTrue();
      }
      long next = Long.parseLong(acknowledged.getLast()) + 1;
      try (var upload = intake.begin(IntakeTest.lease(next), announced(bytes))) {
        int from = Math.toIntExact(upload.wantedOffset());
        if (!upload.isComplete()) {
          upload.write(from, ByteBuffer.wrap(bytes, from, bytes.length - from));
        }
        assertThat(upload.isComplete()).as("what was cut goes on from %d", from).isTrue();
      }
    }
  }

  private static Announced announced(byte[] bytes) {
    return new Announced(
        "zlib-1.3_1.x86_64.xbps", bytes.length, HexFormat.of().formatHex(TestWorker.sha256(bytes)));
  }
}
