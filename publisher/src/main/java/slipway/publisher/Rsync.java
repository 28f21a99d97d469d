package slipway.publisher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the real `rsync`.
final class Rsync {
  /// Without a byte for this long, rsync gives up by itself.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  private static final int ERRORS_BYTES_MAX = 4096;
  private static final Pattern FILES =
      Pattern.compile("Number of regular files transferred: ([0-9,]+)");
  private static final Pattern BYTES =
      Pattern.compile("Total transferred file size: ([0-9,]+) bytes");

  private final Duration timeout;
  private final int kibPerSecondMax;

  /// @param timeout after which a run is ended, whatever it is doing
  /// @param kibPerSecondMax of bandwidth; 0 means no limit
  Rsync(Duration timeout, int kibPerSecondMax) {
    this.timeout = timeout;
    this.kibPerSecondMax = kibPerSecondMax;
  }

  /// How much a run has brought over.
  record Transferred(long files, long bytes) {
    Transferred plus(Transferred other) {
      return new Transferred(files + other.files, bytes + other.bytes);
    }
  }

  /// Copies, recursively and with modification times.
  ///
  /// @param source a directory whose content is meant, or a remote path
  /// @throws IOException with what rsync said, if it did not succeed
  Transferred run(List<String> options, String source, String destination)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("rsync");
    command.addAll(
        List.of("-rt", "--links", "--chmod=D755,F644", "--stats", "--no-human-readable"));
    command.add("--timeout=" + SILENCE_MAX.toSeconds());
    if (kibPerSecondMax > 0) {
      command.add("--bwlimit=" + kibPerSecondMax);
    }
    command.addAll(options);
    command.add("--");
    command.add(source);
    command.add(destination);
    return run(command, destination);
  }

  /// The content of a directory, as rsync wants it named.
  static String contentOf(Path directory) {
    return directory + "/";
  }

  private Transferred run(List<String> command, String destination)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw new IOException("Cannot start rsync. Is it installed?", missing);
    }
    process.getOutputStream().close();
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var output = read(readers, process.getInputStream());
      var errors = read(readers, process.getErrorStream());
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "rsync to %s was still running after %s and was ended. It said: %s"
                .formatted(destination, timeout, ended(process, errors)));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "rsync to %s failed with status %d. It said: %s"
                .formatted(destination, process.exitValue(), errors.join().strip()));
      }
      return new Transferred(number(FILES, output.join()), number(BYTES, output.join()));
    } finally {
      end(process);
    }
  }

  private static CompletableFuture<String> read(Executor readers, InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            byte[] kept = stream.readNBytes(ERRORS_BYTES_MAX);
            stream.transferTo(OutputStream.nullOutputStream());
            return new String(kept, StandardCharsets.UTF_8);
          } catch (IOException closed) {
            return "";
          }
        },
        readers);
  }

  private static String ended(Process process, CompletableFuture<String> errors) {
    end(process);
    return errors.join().strip();
  }

  /// rsync copies between two or three processes.
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static long number(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    return matcher.find() ? Long.parseLong(matcher.group(1).replace(",", "")) : 0;
  }
}
