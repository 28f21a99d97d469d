package slipway.worker.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/// What the worker itself writes into a build's log: the steps before and after the build's own
/// process.
public final class AttemptLog {
  private final AttemptFiles files;
  private final String pkgver;

  public AttemptLog(AttemptFiles files, String pkgver) {
    this.files = files;
    this.pkgver = pkgver;
  }

  /// One line, in the form that xbps-src gives its own.
  public void step(String text) throws IOException {
    line("=> " + pkgver + ": " + text);
  }

  /// One thing that the attempt was given, so that somebody can repeat it elsewhere. The master
  /// finds these lines between the log's beginning and [#begins].
  public void given(String key, String value) throws IOException {
    step("given " + key + " " + value);
  }

  /// What follows is the build's own.
  public void begins() throws IOException {
    step("the build begins");
  }

  public void warn(String text) throws IOException {
    line("=> WARNING: " + pkgver + ": " + text);
  }

  public void error(String text) throws IOException {
    line("=> ERROR: " + pkgver + ": " + text);
  }

  /// A line as it is.
  public void line(String text) throws IOException {
    Files.write(
        files.log(),
        (text + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
