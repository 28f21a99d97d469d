package slipway.publisher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import slipway.xbps.Signer;

/// What a publisher needs to know.
///
/// @param root of the repository tree; the publisher is its only writer
/// @param signedBy who signs, as clients show it
/// @param layout which package goes where below the root
/// @param legacySignatures whether to write `.sig` too, for clients before 0.60
/// @param grace how long a replaced package's file is kept, for mirrors and clients that are behind
/// @param syncTimeout after which an rsync is ended, whatever it is doing
/// @param kibPerSecondMax of bandwidth for each mirror; 0 means no limit
/// @param earlyCutOff whether a package that was published, and is delivered again with nothing
///   changed but when and where it was built, counts as delivered; otherwise it is refused
public record PublisherConfig(
    Path root,
    Layout layout,
    List<Mirror> mirrors,
    Signer signer,
    String signedBy,
    boolean legacySignatures,
    Duration grace,
    Duration syncTimeout,
    int kibPerSecondMax,
    boolean earlyCutOff,
    InstantSource time) {

  /// Without early cut-off.
  public PublisherConfig(
      Path root,
      Layout layout,
      List<Mirror> mirrors,
      Signer signer,
      String signedBy,
      boolean legacySignatures,
      Duration grace,
      Duration syncTimeout,
      int kibPerSecondMax,
      InstantSource time) {
    this(
        root,
        layout,
        mirrors,
        signer,
        signedBy,
        legacySignatures,
        grace,
        syncTimeout,
        kibPerSecondMax,
        false,
        time);
  }

  public PublisherConfig {
    root = root.toAbsolutePath().normalize();
    mirrors = List.copyOf(mirrors);
    var names = new HashSet<String>();
    for (Mirror mirror : mirrors) {
      if (!names.add(mirror.name())) {
        throw new IllegalArgumentException("two mirrors are named " + mirror.name());
      }
      Optional<Path> local = mirror.localDirectory().map(Path::normalize);
      if (local.isPresent() && (local.get().startsWith(root) || root.startsWith(local.get()))) {
        throw new IllegalArgumentException(
            "mirror %s at %s and the repository at %s lie within each other: that would be a cycle"
                .formatted(mirror.name(), mirror.destination(), root));
      }
    }
  }

  /// The same with a limit of bandwidth for each mirror.
  public PublisherConfig withKibPerSecondMax(int limit) {
    return with(limit, earlyCutOff);
  }

  /// The same with or without early cut-off.
  public PublisherConfig withEarlyCutOff(boolean wanted) {
    return with(kibPerSecondMax, wanted);
  }

  private PublisherConfig with(int limit, boolean cutOff) {
    return new PublisherConfig(
        root,
        layout,
        mirrors,
        signer,
        signedBy,
        legacySignatures,
        grace,
        syncTimeout,
        limit,
        cutOff,
        time);
  }

  /// The usual: no legacy signatures, a day of grace, an hour for a sync, the system's clock.
  public static PublisherConfig of(
      Path root, List<Mirror> mirrors, Signer signer, String signedBy) {
    return new PublisherConfig(
        root,
        Layout.VOID,
        mirrors,
        signer,
        signedBy,
        false,
        Duration.ofDays(1),
        Duration.ofHours(1),
        0,
        InstantSource.system());
  }
}
