package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import slipway.xbps.PackageDifferences;
import slipway.xbps.PackageFile;

/// Early cut-off: judges a package that is delivered under a name that has been published with
/// other bytes.
final class Rebuilds {
  private static final int TOLD_MAX = 3;

  private final Path root;
  private final Ledger ledger;
  private final boolean cutOff;

  Rebuilds(PublisherConfig config, Ledger ledger) {
    this.root = config.root();
    this.ledger = ledger;
    this.cutOff = config.earlyCutOff();
  }

  /// The published package, if the delivered one has nothing else but when and where it was built;
  /// otherwise the delivered one. noarch packages are not looked at: of those the first counts.
  ///
  /// @throws PackageRejected if something else differs, naming what
  PackageCheck.Checked judge(PackageCheck.Checked checked) throws IOException, PackageRejected {
    String path = checked.place().pathOf(checked.fileName());
    Path published = root.resolve(path);
    Optional<String> before = ledger.sha256Of(path);
    if (!cutOff
        || before.isEmpty()
        || before.get().equals(checked.file().sha256())
        || checked.file().properties().architecture().equals("noarch")
        || Files.notExists(published)) {
      return checked;
    }
    List<String> differences = PackageDifferences.between(published, checked.source());
    if (!differences.isEmpty()) {
      throw new PackageRejected(
          checked.source(),
          "it was published before, and %s differs%s"
              .formatted(
                  String.join(", ", differences.subList(0, Math.min(TOLD_MAX, differences.size()))),
                  differences.size() > TOLD_MAX
                      ? " and %d more".formatted(differences.size() - TOLD_MAX)
                      : ""),
          "Published files never change: raise the revision and build again.");
    }
    return new PackageCheck.Checked(published, PackageFile.read(published), checked.place());
  }
}
