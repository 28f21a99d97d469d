package slipway.logstore.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import slipway.logstore.LogStore;

/// Takes plain text files into a store, each as a closed log of its own, with its path below the
/// directory as its label.
///
/// A file that is in the store already, or in part, is gone on with: an import that was interrupted
/// is simply started again.
public final class LogImport {
  private static final int READ_BYTES = 1 << 20;

  /// What was imported.
  ///
  /// @param bytes read from files, those that the store had already included
  public record Imported(long files, long bytes) {}

  private final LogStore store;
  private final Consumer<String> progress;

  /// Tells `progress` each file before it is read.
  public LogImport(LogStore store, Consumer<String> progress) {
    this.store = store;
    this.progress = progress;
  }

  /// Imports every regular file below the directory, in the order of their paths.
  ///
  /// @throws IOException if one cannot be read; those before it are in the store
  public Imported directory(Path directory) throws IOException {
    long files = 0;
    long bytes = 0;
    try (var found = Files.walk(directory)) {
      for (var file : found.filter(Files::isRegularFile).sorted().toList()) {
        String label = directory.relativize(file).toString();
        progress.accept(label);
        try (var in = Files.newInputStream(file)) {
          bytes += stream(store.attemptOf(label), in);
        }
        files++;
      }
    }
    return new Imported(files, bytes);
  }

  /// Appends all of the stream to the log, from its beginning, and closes the log.
  ///
  /// @return the bytes of the log
  public long stream(long attempt, InputStream in) throws IOException {
    long offset = 0;
    for (byte[] bytes = in.readNBytes(READ_BYTES);
        bytes.length > 0;
        bytes = in.readNBytes(READ_BYTES)) {
      store.append(attempt, offset, bytes);
      offset += bytes.length;
    }
    store.close(attempt, offset);
    return offset;
  }

  /// Appends what comes from the stream behind what the log has, as it comes. The log stays open.
  ///
  /// @return the length of the log
  public long append(long attempt, InputStream in) throws IOException {
    byte[] buffer = new byte[READ_BYTES];
    long length = store.length(attempt);
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      length = store.append(attempt, length, Arrays.copyOf(buffer, read));
    }
    return length;
  }
}
