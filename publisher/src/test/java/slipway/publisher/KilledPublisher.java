package slipway.publisher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import slipway.xbps.PackageFileName;
import slipway.xbps.RsaSigner;
import slipway.xbps.Version;

/// A process that publishes, releases, cleans and syncs until it is killed. What has been
/// acknowledged it prints: a line `staged PKGVER`, `released PKGVER` or `synced`, only once the
/// publisher has answered.
final class KilledPublisher {
  private KilledPublisher() {}

  /// @param args the root, the mirror, the key file, and a directory with packages to publish, the
  ///   newest first
  public static void main(String[] args) throws Exception {
    var config =
        new PublisherConfig(
            Path.of(args[0]),
            Layout.VOID,
            List.of(new Mirror("near", args[1])),
            RsaSigner.open(Path.of(args[2]), Optional.empty()),
            "A Farm",
            true,
            Duration.ZERO,
            Duration.ofMinutes(1),
            0,
            InstantSource.system());
    List<Path> files;
    try (var listed = Files.list(Path.of(args[3]))) {
      files =
          listed
              .sorted(Comparator.comparing(KilledPublisher::version, Version::compare))
              .toList()
              .reversed();
    }
    try (Publisher publisher = Publisher.open(config)) {
      say("open");
      for (Path file : files) {
        String name = PackageFileName.parse(String.valueOf(file.getFileName())).pkgver().name();
        try {
          publisher.stage(new Delivery("x86_64", "", List.of(file)));
          say("staged " + file.getFileName());
        } catch (PackageRejected olderThanWhatIsThere) {
          continue;
        }
        publisher.release("x86_64", Set.of(name));
        say("released " + file.getFileName());
        publisher.clean();
        if (!publisher.sync().succeeded()) {
          throw new AssertionError("the mirror is a directory on this machine");
        }
        say("synced " + file.getFileName());
      }
    }
    say("done");
  }

  private static String version(Path file) {
    return PackageFileName.parse(String.valueOf(file.getFileName())).pkgver().version();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
