package slipway.master.farm;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import slipway.master.history.BuildFilter;
import slipway.master.history.History;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.Estimate;
import slipway.proto.PackageDetails;
import slipway.proto.PackageOnTarget;
import slipway.scheduler.Expectation;
import slipway.scheduler.PackageTarget;

/// A package across all targets: what the tree wants, what is staged and released, what was built.
final class PackagePage {
  private static final int BUILDS_SHOWN = 100;

  private final History history;
  private final Leading leading;
  private final TreeView tree;
  private final PublishingView publishing;
  private final LiveBuilds live;

  PackagePage(
      History history, Leading leading, TreeView tree, PublishingView publishing, LiveBuilds live) {
    this.history = history;
    this.leading = leading;
    this.tree = tree;
    this.publishing = publishing;
    this.live = live;
  }

  PackageDetails get(String name) throws IOException {
    var builds = history.builds(BuildFilter.ofPackage(name, BUILDS_SHOWN)).documents();
    var inTree = tree.packageDetails(name);
    if (inTree.isEmpty() && builds.isEmpty()) {
      throw Answers.notFound("package", "\"" + name + "\"", "the tree has none of that name");
    }
    var details = inTree.orElse(PackageDetails.getDefaultInstance()).toBuilder().setPackage(name);
    Map<String, Build> newest = new HashMap<>();
    builds.forEach(build -> newest.putIfAbsent(Wire.text(build.getTarget()), build));
    for (PackageOnTarget.Builder target : details.getTargetsBuilderList()) {
      var what = new PackageTarget(name, Wire.target(target.getTarget()));
      publishing.stagedVersion(what).ifPresent(target::setStagedVersion);
      publishing.releasedVersion(what).ifPresent(target::setReleasedVersion);
      String published =
          target.getStagedVersion().isEmpty()
              ? target.getReleasedVersion()
              : target.getStagedVersion();
      if (!published.isEmpty()) {
        target.addAllReceipt(publishing.receipt(what, published));
      }
      var last = newest.get(what.target().toString());
      if (last != null) {
        target.setLastBuild(live.now(last));
      }
      estimate(what).ifPresent(target::setEstimate);
    }
    builds.forEach(build -> details.addBuilds(live.now(build)));
    return details.build();
  }

  private Optional<Estimate> estimate(PackageTarget what) {
    return leading.loop().query(farm -> farm.expected(what)).map(PackagePage::wire);
  }

  private static Estimate wire(Expectation expected) {
    return Estimate.newBuilder()
        .setDuration(Wire.span(expected.usage().duration()))
        .setDurationLeast(Wire.span(expected.least()))
        .setDurationMost(Wire.span(expected.most()))
        .setDiskBytes(expected.usage().diskBytesPeak())
        .setMemoryBytes(expected.usage().memoryBytesPeak())
        .setAttempts(expected.attempts())
        .build();
  }
}
