package slipway.catalog.graph;

import java.util.List;
import slipway.catalog.ShellPattern;

/// The variable `archs` of a template.
final class ArchitecturePatterns {
  private ArchitecturePatterns() {}

  /// Whether a package with these patterns is for the architecture.
  ///
  /// The first pattern that matches decides: without `~` yes, with `~` no. If none matches: yes if
  /// the last one has a `~`. No patterns: yes. Source of the rules: void-packages,
  /// `common/xbps-src/shutils/common.sh`.
  static boolean admit(List<String> patterns, String architecture) {
    boolean negated = true;
    for (String pattern : patterns) {
      negated = pattern.startsWith("~");
      if (ShellPattern.matches(negated ? pattern.substring(1) : pattern, architecture)) {
        return !negated;
      }
    }
    return negated;
  }
}
