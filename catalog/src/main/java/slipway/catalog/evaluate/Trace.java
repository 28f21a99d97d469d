package slipway.catalog.evaluate;

import java.util.Map;

/// One evaluation that was made, with all that it depended on: where these are the same, so is the
/// result.
///
/// @param template object id of the template
/// @param setup what every evaluation depends on: see [Setup]
/// @param files by path, the object ids of the files that it read, or the empty text where there
///   was none
/// @param variables by name, the values of the watched variables that it read, or the empty text
///   where unset
/// @param scope the commit, where it may have read any file; the
///   [slipway.catalog.git.GitTree#commonId], where it failed and may have read any common file;
///   else empty
record Trace(
    String template,
    String setup,
    Map<String, String> files,
    Map<String, String> variables,
    String scope,
    Evaluation evaluation) {}
