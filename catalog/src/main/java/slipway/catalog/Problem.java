package slipway.catalog;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Something in the tree that a person should mend.
///
/// @param kind what sort of problem
/// @param packageName the name under `srcpkgs/`
/// @param targets those that have the problem; empty where it concerns the tree itself
/// @param what the problem, in a sentence
/// @param where a path in the tree, with a line where one is known: `srcpkgs/curl/template:12`
/// @param advice what to do
public record Problem(
    Kind kind,
    String packageName,
    NavigableSet<Target> targets,
    String what,
    String where,
    String advice) {

  /// The sorts of problems.
  public enum Kind {
    /// The template does not evaluate.
    BROKEN_TEMPLATE,
    /// The template evaluates, and prints something while it does.
    NOISY_TEMPLATE,
    /// A dependency has a name that nothing in the tree has.
    UNKNOWN_DEPENDENCY,
    /// The package needs itself, directly or through others, before it can be built.
    CYCLE,
    /// The package names itself, or a subpackage of its own, among what it needs to be built.
    SELF_DEPENDENCY,
    /// Two packages claim the same subpackage, or a subpackage has no link.
    SUBPACKAGE,
    /// A name or link under `srcpkgs/` that cannot be used.
    BAD_ENTRY,
    /// A library changed so much that the package probably needs a new revision.
    REVISION
  }

  public Problem {
    targets = Collections.unmodifiableNavigableSet(new TreeSet<>(targets));
  }

  /// The same, as far as it concerns some of the targets.
  Problem only(Set<Target> some) {
    NavigableSet<Target> kept = new TreeSet<>(targets);
    kept.retainAll(some);
    return new Problem(kind, packageName, kept, what, where, advice);
  }

  /// Whether the package cannot be built because of it; otherwise it is a warning.
  public boolean isFatal() {
    return switch (kind) {
      case BROKEN_TEMPLATE, UNKNOWN_DEPENDENCY, CYCLE -> true;
      case NOISY_TEMPLATE, SELF_DEPENDENCY, SUBPACKAGE, BAD_ENTRY, REVISION -> false;
    };
  }

  /// The whole problem on one line.
  public String message() {
    String on =
        targets.isEmpty()
            ? ""
            : targets.stream().map(Target::toString).collect(Collectors.joining(" ", " (", ")"));
    return packageName + on + ": " + what + " [" + where + "]. " + advice;
  }

  @Override
  public String toString() {
    return message();
  }
}
