package slipway.catalog.commands;

/// How a command writes its answer.
public enum Format {
  /// Tab-separated values with a header line.
  TSV,
  /// One array of objects.
  JSON
}
