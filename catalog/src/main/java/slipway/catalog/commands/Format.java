package slipway.catalog.commands;

import java.util.Locale;

/// How a command writes its answer.
public enum Format {
  TSV,
  JSON;

  /// @throws IllegalArgumentException with a sentence for the one who typed it
  public static Format parse(String text) {
    try {
      return valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "There is no format \"" + text + "\": write tsv or json.", e);
    }
  }
}
