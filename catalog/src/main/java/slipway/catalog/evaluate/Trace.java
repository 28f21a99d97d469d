package slipway.catalog.evaluate;

import java.util.Map;
import slipway.catalog.Target;
import slipway.catalog.git.GitTree;

/// One evaluation that was made, with all that it depended on: where these are the same, so is the
/// result.
///
/// @param template object id of the template
/// @param setup what every evaluation depends on: see [Setup]
/// @param files by path, the object ids of the files that it read, or the empty text where there
///   was none
/// @param variables by name, the values of the watched variables that it read, or the empty text
///   where unset
/// @param scope the commit, where it may have read any file; the [GitTree#commonId], where it
///   failed and may have read any common file; else empty
record Trace(
    String template,
    String setup,
    Map<String, String> files,
    Map<String, String> variables,
    String scope,
    Evaluation evaluation) {

  /// Whether an evaluation of this template in this tree, for any target, is one of the same files.
  boolean isOf(GitTree tree, Setup now, String templateNow) {
    if (!template.equals(templateNow) || !setup.equals(now.id())) {
      return false;
    }
    if (!scope.isEmpty() && !scope.equals(tree.commit()) && !scope.equals(tree.commonId())) {
      return false;
    }
    for (var file : files.entrySet()) {
      if (!file.getValue().equals(tree.blobName(file.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the target agrees with the one it was made for in everything that was read.
  boolean isFor(Target target, Setup now) {
    for (var variable : variables.entrySet()) {
      if (!variable.getValue().equals(now.value(target, variable.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
