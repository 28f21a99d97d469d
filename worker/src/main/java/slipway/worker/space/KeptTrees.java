package slipway.worker.space;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Build trees of attempts that failed, kept for a while so that somebody can look into them. They
/// are the first to be reclaimed.
///
/// @param directory `BUILD/attempts`
public record KeptTrees(Path directory, SpaceKeeper space) {
  private static final int BUFFER_BYTES = 1 << 16;

  /// Attempts whose trees are there, the newest last.
  public List<Long> attempts() throws IOException {
    var attempts = new ArrayList<Long>();
    if (Files.isDirectory(directory)) {
      try (var found = Files.newDirectoryStream(directory, "[0-9]*")) {
        for (Path tree : found) {
          String name = String.valueOf(tree.getFileName());
          if (!space.isInUse(name)) {
            attempts.add(Long.parseLong(name));
          }
        }
      }
    }
    Collections.sort(attempts);
    return attempts;
  }

  /// Writes a tree as a tar archive packed with gzip. It is not reclaimed meanwhile.
  ///
  /// @throws IOException if there is none (any more), or it cannot be read
  public void write(long attempt, OutputStream out) throws IOException, InterruptedException {
    String name = Long.toString(attempt);
    if (!attempts().contains(attempt)) {
      throw new IOException(
          "the build tree of attempt %s is not kept: it was reclaimed, or its attempt did not end in a way that leaves one"
              .formatted(name));
    }
    space.use(name);
    try {
      pack(name, out);
    } finally {
      space.release(name);
    }
  }

  private void pack(String name, OutputStream out) throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "--create", "--file=-", "--directory=" + directory, name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream archive = tar.getInputStream();
        var packed = new QuickGzip(out)) {
      archive.transferTo(packed);
    } catch (IOException nobodyReads) {
      tar.destroyForcibly();
      throw nobodyReads;
    }
    // 1: a file changed, or could not be read by this user; the rest is in the archive.
    if (tar.waitFor() > 1) {
      throw new IOException(
          "tar ended with %d at the tree of attempt %s".formatted(tar.exitValue(), name));
    }
  }

  /// Packs quickly rather than well: the way to the master is what takes long.
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(1);
    }
  }
}
