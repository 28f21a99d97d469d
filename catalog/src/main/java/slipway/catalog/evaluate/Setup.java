package slipway.catalog.evaluate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import slipway.catalog.Target;
import slipway.catalog.git.GitTree;

/// What all evaluations of a tree have in common.
///
/// @param id changes with the evaluator, the watched names, and the files that every evaluator
///   reads at its start
/// @param watched the variables whose reading is noticed, in the order in which bash knows them
/// @param valuesByTarget those of the watched variables that are set, for each target, by place in
///   `watched`
record Setup(String id, List<String> watched, Map<Target, Map<Integer, String>> valuesByTarget) {

  /// The values of the watched variables that are set, by place in `watched`.
  Map<Integer, String> values(Target target) {
    return valuesByTarget.getOrDefault(target, Map.of());
  }

  /// The value of a watched variable, or the empty text if it is unset.
  String value(Target target, String name) {
    return values(target).getOrDefault(watched.indexOf(name), "");
  }

  /// An id that is equal for trees with the same setup files.
  static String idOf(GitTree tree, byte[] script) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(script);
      tree.common()
          .forEach((path, blob) -> {
            if (!path.startsWith("common/environment/build-style/")
                && !path.startsWith("common/build-helper/")
                && !path.equals("etc/defaults.virtual")
                && !path.equals("etc/virtual")) {
              digest.update((path + " " + blob.name() + "\n").getBytes(StandardCharsets.UTF_8));
            }
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
