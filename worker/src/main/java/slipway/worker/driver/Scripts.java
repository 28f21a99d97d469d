package slipway.worker.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Scripts that come with the program. They are written out for each attempt, so that a worker that
/// is upgraded in the midst of one does not change what runs.
public final class Scripts {
  private Scripts() {}

  /// The text of the script `/slipway/worker/NAME`.
  public static String text(String name) throws IOException {
    try (InputStream script = Scripts.class.getResourceAsStream("/slipway/worker/" + name)) {
      if (script == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Writes the script `/slipway/worker/NAME` into a directory, which is created.
  ///
  /// @return the file
  public static Path write(String name, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
    Files.writeString(file, text(name));
    return file;
  }
}
