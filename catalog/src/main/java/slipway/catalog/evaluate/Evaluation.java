package slipway.catalog.evaluate;

import slipway.catalog.Template;

/// What became of one template for one target.
public sealed interface Evaluation {

  /// It evaluates.
  ///
  /// @param noise the first of what it printed; empty for a good template
  record Good(Template template, String noise) implements Evaluation {}

  /// It does not.
  ///
  /// @param what the error, as bash or xbps-src would say it
  /// @param where path and line: `srcpkgs/curl/template:12`
  /// @param lasting whether trying again is pointless: the same files give the same error
  record Bad(String what, String where, boolean lasting) implements Evaluation {}
}
