package slipway.xbps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the passphrase of a locked key comes from.
public final class Passphrases {
  /// As the real tools have it.
  public static final String VARIABLE = "XBPS_PASSPHRASE";

  private Passphrases() {}

  /// The first line of a file, or else the environment's [#VARIABLE]; nothing if there is neither.
  ///
  /// @throws IOException if the file cannot be read or is empty
  public static Optional<String> of(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return Optional.ofNullable(System.getenv(VARIABLE));
    }
    String text = Files.readString(file.get(), StandardCharsets.UTF_8);
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw new IOException(
          "The passphrase file %s is empty: its first line unlocks the key.".formatted(file.get()));
    }
    return Optional.of(line);
  }
}
