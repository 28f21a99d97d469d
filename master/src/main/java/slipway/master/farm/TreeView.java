package slipway.master.farm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import slipway.proto.PackageDetails;
import slipway.proto.Problem;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.scheduler.simulate.FarmState;

/// The tree of templates, as those see it who ask the farm.
public interface TreeView {
  /// How many packages of a target can be built, and how many of those the repository has at the
  /// tree's version.
  record Counts(long wanted, long current) {}

  /// What a report of a push has led to.
  ///
  /// @param push its number, 0 if none was made of it (yet)
  /// @param queuedCount builds that it called for
  record Reported(long push, int queuedCount, String text) {}

  List<Problem> problems();

  Counts counts(Target target);

  /// What the tree says of a package: versions, dependencies, subpackages, for each target.
  Optional<PackageDetails> packageDetails(String name);

  /// Builds that somebody asks for, though the repository may have them.
  ///
  /// @param followers those of them that are only built if something that they need comes out
  ///   otherwise than it was published
  record Rebuild(List<Wanted> wanted, Set<PackageTarget> followers) {
    public Rebuild {
      wanted = List.copyOf(wanted);
      followers = Set.copyOf(followers);
    }
  }

  /// The builds of these packages.
  ///
  /// @param targets empty: all
  /// @param withDependents whether also of all that is published and depends on them, directly or
  ///   not
  /// @throws Refused if the tree has no such package, or it cannot be built for these targets; or
  ///   dependents are asked for and early cut-off is off
  Rebuild rebuild(List<String> packages, List<Target> targets, boolean withDependents)
      throws Refused;

  /// Everything that can be built; empty while the tree has not been read.
  List<FarmState.InTree> everything();

  /// Has the farm look at the tree, and waits a while for what comes of it.
  ///
  /// @param commit that the branch should have reached; empty: whatever it has
  Reported report(String commit, String oldCommit, String who, Lane lane, Duration patience)
      throws Refused;
}
