package slipway.publisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import slipway.xbps.PackageProperties;

/// A package's properties as options of `xbps-create`.
final class CreateOptions {
  private static final Map<String, String> TEXTS =
      Map.of(
          "architecture", "-A",
          "short_desc", "-s",
          "homepage", "-H",
          "license", "-l",
          "long_desc", "-S",
          "maintainer", "-m",
          "changelog", "-c",
          "tags", "-t",
          "packaged-with", "-B",
          "build-options", "--build-options");

  private static final Map<String, String> LISTS =
      Map.of(
          "run_depends", "-D",
          "conflicts", "-C",
          "replaces", "-R",
          "provides", "-P",
          "reverts", "-r",
          "conf_files", "-F",
          "shlib-provides", "--shlib-provides",
          "shlib-requires", "--shlib-requires");

  private CreateOptions() {}

  static List<String> of(PackageProperties properties) {
    var options = new ArrayList<String>();
    TEXTS.forEach((key, option) ->
        properties.string(key).ifPresent(text -> options.addAll(List.of(option, text))));
    LISTS.forEach((key, option) -> {
      if (!properties.strings(key).isEmpty()) {
        options.addAll(List.of(option, String.join(" ", properties.strings(key))));
      }
    });
    if (Boolean.TRUE.equals(properties.dictionary().get("preserve"))) {
      options.add("-p");
    }
    if (properties.dictionary().get("alternatives") instanceof Map<?, ?> groups) {
      var words = new ArrayList<String>();
      groups.forEach(
          (group, links) -> ((List<?>) links).forEach(link -> words.add(group + ":" + link)));
      options.addAll(List.of("--alternatives", String.join(" ", words)));
    }
    return options;
  }
}
