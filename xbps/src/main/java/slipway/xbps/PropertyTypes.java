package slipway.xbps;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which type each key known to XBPS has. A client that meets another type does not fail gently.
final class PropertyTypes {
  private static final Set<String> STRINGS =
      Set.of(
          "architecture",
          "build-options",
          "changelog",
          "filename-sha256",
          "homepage",
          "license",
          "long_desc",
          "maintainer",
          "packaged-with",
          "pkgname",
          "pkgver",
          "short_desc",
          "source-revisions",
          "sourcepkg",
          "tags",
          "version");
  private static final Set<String> ARRAYS =
      Set.of(
          "conf_files",
          "conflicts",
          "provides",
          "replaces",
          "reverts",
          "run_depends",
          "shlib-provides",
          "shlib-requires");
  private static final Set<String> INTEGERS = Set.of("filename-size", "installed_size");

  private PropertyTypes() {}

  /// @throws XbpsFormatException naming the first key whose value has another type
  static void check(Map<String, ?> dictionary) {
    dictionary.forEach((key, value) -> {
      boolean right =
          STRINGS.contains(key)
              ? value instanceof String
              : ARRAYS.contains(key)
                  ? value instanceof List<?> list && areTexts(list)
                  : INTEGERS.contains(key)
                      ? value instanceof Long number && number >= 0
                      : !key.equals("preserve") || value instanceof Boolean;
      if (!right) {
        throw new XbpsFormatException("\"" + key + "\" has a value of the wrong type");
      }
    });
  }

  private static boolean areTexts(List<?> list) {
    for (Object element : list) {
      if (!(element instanceof String)) {
        return false;
      }
    }
    return true;
  }

  /// The text under a key that must be there.
  static String text(Map<String, ?> dictionary, String key) {
    if (dictionary.get(key) instanceof String text) {
      return text;
    }
    throw new XbpsFormatException("\"" + key + "\" is missing");
  }

  /// @throws XbpsFormatException naming the first key that is not there
  static void require(Map<String, ?> dictionary, String... keys) {
    for (String key : keys) {
      if (!dictionary.containsKey(key)) {
        throw new XbpsFormatException("\"" + key + "\" is missing");
      }
    }
  }
}
