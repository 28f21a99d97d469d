package slipway.catalog;

import java.nio.file.Path;
import java.util.List;

/// What a catalog reads, for whom, and where it keeps what it has worked out.
///
/// @param repository a bare git directory (or a checkout's `.git`), read in place; or a URL, of
///   which a mirror is kept in `cacheDirectory`
/// @param targets the targets to evaluate for; a cross target needs its host's native target among
///   them
/// @param cacheDirectory may be deleted at any time while no catalog uses it; used by one process
///   at a time
/// @param limits of each template's evaluation
/// @param parallelism how many templates are evaluated at once
public record CatalogConfig(
    String repository,
    List<Target> targets,
    Path cacheDirectory,
    EvaluationLimits limits,
    int parallelism) {

  public CatalogConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a catalog needs at least one target, such as x86_64");
    }
    if (targets.stream().distinct().count() != targets.size()) {
      throw new IllegalArgumentException("a target is listed twice in " + targets);
    }
    for (Target target : targets) {
      if (!targets.contains(target.hostTarget())) {
        throw new IllegalArgumentException(
            "the target %s needs %s among the targets, where its host dependencies come from"
                .formatted(target, target.hostTarget()));
      }
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "the parallelism must be at least 1, and is " + parallelism);
    }
  }

  /// A catalog with default limits and as many evaluations at once as there are processors.
  public static CatalogConfig of(String repository, List<Target> targets, Path cacheDirectory) {
    return new CatalogConfig(
        repository,
        targets,
        cacheDirectory,
        EvaluationLimits.DEFAULT,
        Runtime.getRuntime().availableProcessors());
  }
}
