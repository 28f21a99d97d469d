package slipway.tests.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// The system's clock as one process sees it, which can be set while that process runs: by a
/// library that is loaded before the C library, since the host's own clock is not ours to set.
record SetClock(Path library, Path file) {
  private static final String SOURCE = "/slipway/tests/faults/clock.c";

  /// Makes the library; empty if this host has no C compiler.
  static Optional<Path> makeLibrary(Path directory) throws IOException, InterruptedException {
    Path source = directory.resolve("clock.c");
    Path library = directory.resolve("clock.so");
    try (InputStream in = SetClock.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IOException(SOURCE + " is not on the class path");
      }
      Files.copy(in, source);
    }
    var command =
        List.of("sh", "-c", "cc -O2 -shared -fPIC -o '%s' '%s' -ldl".formatted(library, source));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    return status == 0 ? Optional.of(library) : Optional.empty();
  }

  static SetClock right(Path library, Path file) throws IOException {
    var clock = new SetClock(library, file);
    clock.setBy(Duration.ZERO);
    return clock;
  }

  /// From now on it is so far ahead of the right time, or behind it if that is negative.
  void setBy(Duration ahead) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(ahead.toSeconds()));
    }
  }

  /// A command that runs the rest of its arguments with this clock.
  String[] wrapper() {
    return new String[] {"env", "LD_PRELOAD=" + library, "SLIPWAY_TEST_CLOCK=" + file};
  }

  /// Whether a process has written a line in its output with a clock that was so far ahead.
  static boolean isSeen(String output, Duration ahead) {
    Instant expected = Instant.now().plus(ahead);
    return output
        .lines()
        .flatMap(line -> stamp(line).stream())
        .anyMatch(at -> Duration.between(at, expected).abs().compareTo(Duration.ofMinutes(20)) < 0);
  }

  private static Optional<Instant> stamp(String line) {
    try {
      return Optional.of(Instant.parse(line.substring(0, Math.max(0, line.indexOf(' ')))));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }
}
