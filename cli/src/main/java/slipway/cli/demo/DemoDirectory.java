package slipway.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import slipway.cli.Failure;

/// Where a demo keeps everything. A marker file tells a directory that a demo made from one that it
/// must not touch.
final class DemoDirectory {
  private static final String MARKER = ".slipway-demo";

  private DemoDirectory() {}

  /// @param wished or null for the usual place
  static Path make(@Nullable Path wished, boolean once) throws IOException {
    if (wished == null && once) {
      return marked(Files.createTempDirectory("slipway-demo-"));
    }
    Path place = (wished == null ? Path.of("slipway-demo") : wished).toAbsolutePath().normalize();
    if (Files.exists(place)) {
      if (!Files.exists(place.resolve(MARKER)) && !isEmpty(place)) {
        throw new Failure(
            place + " is not empty and no demo made it. Name another place with --directory.");
      }
      delete(place);
    }
    return marked(Files.createDirectories(place));
  }

  static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path marked(Path place) throws IOException {
    Files.writeString(
        place.resolve(MARKER),
        "A demo of Slipway made this directory, and the next one empties it.\n");
    return place;
  }

  private static boolean isEmpty(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.findAny().isEmpty();
    }
  }
}
