package slipway.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import slipway.master.TestWorker;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.Lane;
import slipway.scheduler.Lease;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Reservation;
import slipway.scheduler.Target;

class IntakeTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private Intake intake;

  @SuppressWarnings("NullAway.Init")
  private byte[] bytes;

  @SuppressWarnings("NullAway.Init")
  private Announced zlib;

  @BeforeEach
  void open() throws IOException {
    intake = Intake.open(directory.resolve("intake"), 1 << 20, 0);
    Path file = TestWorker.makePackage(directory, "zlib-1.3_1", "x86_64");
    bytes = Files.readAllBytes(file);
    zlib = announced(String.valueOf(file.getFileName()), bytes);
  }

  @Test
  void aPackageThatTheLeaseAllowsIsTakenIn() throws Exception {
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThat(upload.wantedOffset()).isZero();
      upload.write(0, ByteBuffer.wrap(bytes, 0, 100));
      upload.write(100, ByteBuffer.wrap(bytes, 100, bytes.length - 100));
      assertThat(upload.isComplete()).isTrue();
    }
    assertThat(intake.isComplete(7, zlib)).isTrue();
    assertThat(intake.files(7))
        .extracting(Path::getFileName)
        .hasToString("[" + zlib.fileName() + "]");
    try (var again = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThat(again.isComplete()).as("sending it again changes nothing").isTrue();
    }
  }

  @Test
  void anUploadGoesOnWhereItWasCut() throws Exception {
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      upload.write(0, ByteBuffer.wrap(bytes, 0, 100));
    }
    intake = Intake.open(directory.resolve("intake"), 1 << 20, 0);
    assertThat(intake.isComplete(7, zlib)).isFalse();
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThat(upload.wantedOffset()).isEqualTo(100);
      upload.write(100, ByteBuffer.wrap(bytes, 100, bytes.length - 100));
      assertThat(upload.isComplete()).isTrue();
    }
  }

  @Test
  void bytesThatAreNotWhatWasPromisedBeginAgainAtZero() throws Exception {
    byte[] other = bytes.clone();
    other[200] ^= 1;
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThatThrownBy(() -> upload.write(0, ByteBuffer.wrap(other)))
          .isInstanceOf(IntakeException.class)
          .hasMessageContaining("the upload promised")
          .satisfies(e ->
              assertThat(((IntakeException) e).kind()).isEqualTo(IntakeException.Kind.DAMAGED));
    }
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThat(upload.wantedOffset()).isZero();
    }
    assertThat(intake.isComplete(7, zlib)).isFalse();
  }

  @Test
  void bytesOutOfPlaceOrTooManyAreTurnedAway() throws Exception {
    try (var upload = intake.begin(lease("zlib", "x86_64"), zlib)) {
      assertThatThrownBy(() -> upload.write(5, ByteBuffer.wrap(bytes)))
          .hasMessageContaining("do not fit");
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> upload.write(0, ByteBuffer.wrap(longer)))
          .hasMessageContaining("do not fit");
    }
  }

  @Test
  void whatIsNoPackageIsRefusedThoughItsHashIsRight() throws Exception {
    byte[] text = "not a package".getBytes(StandardCharsets.UTF_8);
    var announced = announced("zlib-1.3_1.x86_64.xbps", text);
    try (var upload = intake.begin(lease("zlib", "x86_64"), announced)) {
      assertThatThrownBy(() -> upload.write(0, ByteBuffer.wrap(text)))
          .hasMessageContaining("it is not a good package");
    }
    assertThat(intake.files(7)).isEmpty();
  }

  @Test
  void aPackageThatIsAnotherInsideIsRefused() throws Exception {
    var renamed = announced("zlib-devel-1.3_1.x86_64.xbps", bytes);
    try (var upload = intake.begin(lease("zlib", "x86_64"), renamed)) {
      assertThatThrownBy(() -> upload.write(0, ByteBuffer.wrap(bytes)))
          .hasMessageContaining("inside it calls itself zlib-1.3_1.x86_64.xbps");
    }
  }

  @ParameterizedTest(name = "{0} from a build of zlib for {1}: {2}")
  @CsvSource({
    "zlib-1.3_1.x86_64.xbps,            x86_64, allowed",
    "zlib-devel-1.3_1.x86_64.xbps,      x86_64, allowed",
    "zlib-dbg-1.3_1.x86_64.xbps,        x86_64, allowed",
    "zlib-devel-1.3_1.noarch.xbps,      x86_64, allowed",
    "zlib-32bit-1.3_1.x86_64.xbps,      i686,   allowed",
    "zlib-1.3_1.i686.xbps,              i686,   allowed",
    "zlib-32bit-1.3_1.x86_64.xbps,      x86_64, builds for x86_64",
    "zlib-1.3_2.x86_64.xbps,            x86_64, builds version 1.3_1",
    "zlib-1.3_1.aarch64.xbps,           x86_64, builds for x86_64",
    "curl-1.3_1.x86_64.xbps,            x86_64, 'which makes zlib, zlib-devel'",
    "../zlib-1.3_1.x86_64.xbps,         x86_64, a plain file name",
    "zlib.xbps,                         x86_64, refused",
    "zlib-1.3_1.x86_64.xbps.sig2,       x86_64, refused",
  })
  void theLeaseBoundsWhatMayBeDelivered(String fileName, String architecture, String expected)
      throws Exception {
    var announced = announced(fileName, bytes);
    if (expected.equals("allowed")) {
      intake.begin(lease("zlib", architecture), announced).close();
    } else {
      assertThatThrownBy(() -> intake.begin(lease("zlib", architecture), announced))
          .isInstanceOf(IntakeException.class)
          .hasMessageContaining(expected);
    }
  }

  @Test
  void aFileThatIsTooLargeOrForWhichThereIsNoRoomIsNotBegun() throws Exception {
    assertThatThrownBy(() ->
            intake.begin(
                lease("zlib", "x86_64"), new Announced(zlib.fileName(), 2 << 20, zlib.sha256())))
        .hasMessageContaining("takes packages up to 1 MiB");
    var full = Intake.open(directory.resolve("full"), 1 << 20, Long.MAX_VALUE / 2);
    assertThatThrownBy(() -> full.begin(lease("zlib", "x86_64"), zlib))
        .hasMessageContaining("has to wait")
        .satisfies(
            e -> assertThat(((IntakeException) e).kind()).isEqualTo(IntakeException.Kind.LATER));
  }

  @Test
  void aLaterUploadTakesOverFromADeadOne() throws Exception {
    try (var dead = intake.begin(lease("zlib", "x86_64"), zlib)) {
      dead.write(0, ByteBuffer.wrap(bytes, 0, 100));
      try (var later = intake.begin(lease("zlib", "x86_64"), zlib)) {
        assertThat(later.wantedOffset()).isEqualTo(100);
        assertThatThrownBy(() -> dead.write(100, ByteBuffer.wrap(bytes, 100, 100)))
            .hasMessageContaining("taken over");
        later.write(100, ByteBuffer.wrap(bytes, 100, bytes.length - 100));
        assertThat(later.isComplete()).isTrue();
      }
    }
    assertThat(intake.isComplete(7, zlib)).isTrue();
  }

  @Test
  void whatNoAttemptWantsIsDropped() throws Exception {
    intake.begin(lease("zlib", "x86_64"), zlib).close();
    Files.createDirectories(directory.resolve("intake/12"));
    Files.createDirectories(directory.resolve("intake/13/nested"));
    assertThat(intake.dropUnless(attempt -> attempt == 13)).containsExactlyInAnyOrder(7L, 12L);
    assertThat(directory.resolve("intake/7")).doesNotExist();
    assertThat(directory.resolve("intake/13")).exists();
    intake.drop(99);
  }

  private static Announced announced(String fileName, byte[] bytes) {
    return new Announced(
        fileName, bytes.length, HexFormat.of().formatHex(TestWorker.sha256(bytes)));
  }

  static Lease lease(long attempt) {
    return lease(attempt, "zlib", "x86_64");
  }

  private static Lease lease(String name, String architecture) {
    return lease(7, name, architecture);
  }

  private static Lease lease(long attempt, String name, String architecture) {
    return new Lease(
        new AttemptId(attempt),
        new BuildId(3),
        "w1",
        Instant.EPOCH,
        new Reservation(1, 1),
        1,
        0,
        Duration.ofHours(1),
        Duration.ofHours(1),
        new PackageTarget(name, Target.nativeTo(architecture)),
        "1.3_1",
        "c".repeat(40),
        List.of(name + "-devel"),
        Lane.PUSH,
        List.of());
  }
}
