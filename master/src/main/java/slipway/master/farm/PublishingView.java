package slipway.master.farm;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.PackageFile;
import slipway.proto.Problem;
import slipway.proto.PublishedPackage;
import slipway.proto.Receipt;
import slipway.proto.Repository;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;

/// The repository and its mirrors, as those see them who ask the farm.
public interface PublishingView {
  ListRepositoriesResponse repositories();

  /// Why nothing is published or released just now; empty if all goes well.
  List<Problem> problems();

  /// Where a build for that target finds what it needs, first match wins.
  List<Repository> repositoriesFor(Target target);

  /// The package files of one build that the repository has, without their hashes.
  ///
  /// @param version with revision
  List<PackageFile> filesOf(PackageTarget what, String version);

  /// What became of the packages of a build, oldest first.
  ///
  /// @param version with revision
  List<Receipt> receipt(PackageTarget what, String version) throws IOException;

  /// Packages by a text, or owners of a file.
  SearchPackagesResponse search(SearchPackagesRequest request)
      throws IOException, InterruptedException;

  /// What the indexes for an architecture say of a package.
  Optional<PublishedPackage> published(String architecture, String name) throws IOException;

  /// Makes the indexes of an architecture what they were before its last release, and keeps what
  /// that had released in the stage; or ends that, and releases it again.
  ///
  /// @return for people: what was done
  /// @throws Refused if there is nothing to go back to, or nothing to end
  String rollBack(String architecture, boolean end, String actor, String reason)
      throws Refused, InterruptedException;

  /// The version in the repository's stage, or else in its index.
  Optional<String> stagedVersion(PackageTarget what);

  /// The version in the repository's index.
  Optional<String> releasedVersion(PackageTarget what);
}
