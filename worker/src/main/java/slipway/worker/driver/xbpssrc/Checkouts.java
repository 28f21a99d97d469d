package slipway.worker.driver.xbpssrc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.AttemptOrder.Repository;
import slipway.worker.attempt.StepFailed;
import slipway.worker.driver.GitMirror;
import slipway.worker.space.DirectoryRemover;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.XbpsFormatException;

/// A checkout of void-packages for each slot, which shares its objects with the mirror, and its
/// configuration: settings, the farm's repositories before all others, and their keys.
final class Checkouts {
  private final GitMirror mirror;
  private final List<String> settings;

  Checkouts(GitMirror mirror, List<String> settings) {
    this.mirror = mirror;
    this.settings = List.copyOf(settings);
  }

  /// Brings the checkout to the ordered commit, and configures it.
  void prepare(AttemptOrder order, Path checkout)
      throws IOException, InterruptedException, StepFailed {
    mirror.checkOutAll(mirror.commit(order.gitUrl(), order.commit()), checkout);
    Path etc = checkout.resolve("etc");
    Files.createDirectories(etc);
    Files.write(etc.resolve("conf"), settings);
    writeRepositories(order, etc.resolve("xbps.d").resolve("custom"));
    writeKeys(order, etc.resolve("repo-keys"));
  }

  private static void writeRepositories(AttemptOrder order, Path directory) throws IOException {
    DirectoryRemover.remove(directory);
    Files.createDirectories(directory);
    var lines = new ArrayList<String>();
    // The tools put a slash of their own behind it, and not every server takes two for one.
    order
        .repositories()
        .forEach(repository -> lines.add("repository=" + repository.url().replaceAll("/+$", "")));
    Files.write(directory.resolve("00-slipway.conf"), lines);
  }

  /// As the client keeps keys that it trusts: the file's name is the fingerprint.
  private static void writeKeys(AttemptOrder order, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Repository repository : order.repositories()) {
      if (repository.publicKey().isEmpty()) {
        continue;
      }
      try {
        RsaPublicKey key = RsaPublicKey.parse(repository.publicKey());
        Files.write(directory.resolve(key.fingerprint() + ".plist"), TrustedKey.plist(key));
      } catch (XbpsFormatException unreadable) {
        throw new IOException(
            "the public key of " + repository.url() + " cannot be read: " + unreadable.getMessage(),
            unreadable);
      }
    }
  }
}
