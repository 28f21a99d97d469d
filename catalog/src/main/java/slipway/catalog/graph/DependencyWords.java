package slipway.catalog.graph;

import java.util.HashMap;
import java.util.Map;
import slipway.xbps.DependencyPattern;

/// Which package a word of a dependency list speaks of, by its name alone.
final class DependencyWords {
  private static final String MULTILIB = "-32bit";
  private static final String DEBUG = "-dbg";
  private static final String VIRTUAL = "virtual?";

  /// Past this, names that were worked out are forgotten: each push brings a few new words.
  private static final int KNOWN_MAX = 200_000;

  private final Map<String, String> realByVirtual;
  private final Map<String, String> nameByWord = new HashMap<>();

  /// @param realByVirtual the tree's `etc/defaults.virtual`
  DependencyWords(Map<String, String> realByVirtual) {
    this.realByVirtual = realByVirtual;
  }

  /// The name in a word such as `foo`, `foo>=1.2` or `virtual?foo`.
  String nameOf(String word) {
    String known = nameByWord.get(word);
    if (known == null) {
      if (word.startsWith(VIRTUAL)) {
        String wanted = word.substring(VIRTUAL.length());
        known = realByVirtual.getOrDefault(plain(wanted), word);
      } else {
        known = plain(word);
      }
      if (nameByWord.size() >= KNOWN_MAX) {
        nameByWord.clear();
      }
      nameByWord.put(word, known);
    }
    return known;
  }

  /// The name without its version.
  static String plain(String word) {
    return DependencyPattern.nameOf(word).orElse(word);
  }

  static boolean isMultilib(String name) {
    return name.endsWith(MULTILIB);
  }

  static boolean isDebug(String name) {
    return name.endsWith(DEBUG);
  }

  /// Without the suffix that makes it another package's.
  static String stem(String name) {
    String suffix = isMultilib(name) ? MULTILIB : isDebug(name) ? DEBUG : "";
    return name.substring(0, name.length() - suffix.length());
  }
}
