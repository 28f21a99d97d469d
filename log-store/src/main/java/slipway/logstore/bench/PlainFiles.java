package slipway.logstore.bench;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/// The plain alternative: each log a file compressed with `zstd -3`, searched with `zstdcat` and
/// `grep`, and with ripgrep where it is installed.
final class PlainFiles {
  private static final int ZSTD_LEVEL = 3;

  private final Path directory;

  PlainFiles(Path directory) {
    this.directory = directory;
  }

  /// Compresses the corpus, unless that was done before.
  ///
  /// @return seconds, or empty if it was
  OptionalDouble write(Corpus corpus) throws IOException {
    var done = directory.resolve("done");
    if (Files.exists(done)) {
      return OptionalDouble.empty();
    }
    Files.createDirectories(directory);
    long start = System.nanoTime();
    for (int n = 0; n < corpus.logs(); n++) {
      Files.write(file(n), Zstd.compress(corpus.log(n), ZSTD_LEVEL));
    }
    Files.createFile(done);
    return OptionalDouble.of((System.nanoTime() - start) / 1e9);
  }

  Path file(int n) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.log.zst", n));
  }

  long bytes() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".zst"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  /// Milliseconds of `zstdcat … | grep`, with as many processes as there are processors.
  double searchMillis(String... grep) throws IOException, InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    return shellMillis(
        "find . -name '*.zst' -print0 | xargs -0 -n 500 -P %d sh -c 'zstdcat \"$@\" | \"$GREP\" %s -- \"$PATTERN\" || true' sh > /dev/null"
            .formatted(processors, grep[0]),
        grep[1]);
  }

  /// Milliseconds of `rg -z`, which runs a `zstd` for each file, as many at once as there are
  /// processors; empty where there is no `rg` in the PATH.
  OptionalDouble ripgrepMillis(String... search) throws IOException, InterruptedException {
    if (new ProcessBuilder("sh", "-c", "command -v rg").start().waitFor() != 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        shellMillis(
            "rg -z -j %d %s -e \"$PATTERN\" . > /dev/null"
                .formatted(Runtime.getRuntime().availableProcessors(), search[0]),
            search[1]));
  }

  /// Milliseconds of `zstdcat FILE | tail`.
  double tailMillis(int n, int lines) throws IOException, InterruptedException {
    return shellMillis(
        "zstdcat %s | tail -n %d > /dev/null".formatted(file(n).getFileName(), lines), "");
  }

  private double shellMillis(String script, String pattern)
      throws IOException, InterruptedException {
    var shell =
        new ProcessBuilder(List.of("bash", "-o", "pipefail", "-c", script))
            .directory(directory.toFile());
    shell.environment().put("GREP", "grep");
    shell.environment().put("PATTERN", pattern);
    shell.environment().put("LC_ALL", "C");
    shell.redirectError(ProcessBuilder.Redirect.INHERIT);
    long start = System.nanoTime();
    var process = shell.start();
    if (!process.waitFor(1, TimeUnit.HOURS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("the plain search failed: " + script);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
