package slipway.worker.driver.xbpssrc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What an operator sets for xbps-src.
///
/// @param configuration lines `XBPS_NAME=value` of its configuration file
/// @param options further options, such as `-t`
/// @param path directories that are looked at first for the xbps tools, on a host where they are
///   not with all others
public record XbpsSrcSettings(List<String> configuration, List<String> options, List<Path> path) {
  public static final XbpsSrcSettings DEFAULT =
      new XbpsSrcSettings(List.of(), List.of(), List.of());
  private static final Pattern LINE = Pattern.compile("XBPS_[A-Za-z0-9_]+=.*");
  private static final Pattern SECRET = Pattern.compile("XBPS_[A-Z_]*(PASSPHRASE|PRIVKEY)=.*");
  private static final Pattern OPTION = Pattern.compile("-[A-Za-z]");

  public XbpsSrcSettings {
    configuration = List.copyOf(configuration);
    options = List.copyOf(options);
    path = List.copyOf(path);
  }

  /// Everything that is wrong, one sentence each.
  public List<String> mistakes() {
    var mistakes = new ArrayList<String>();
    for (String line : configuration) {
      if (!LINE.matcher(line).matches()) {
        mistakes.add("xbps-src.configuration: '%s' should read XBPS_NAME=value".formatted(line));
      } else if (SECRET.matcher(line).matches()) {
        mistakes.add(
            "xbps-src.configuration: %s is a secret, which every build could read; a worker needs none"
                .formatted(line.substring(0, line.indexOf('='))));
      }
    }
    for (String option : options) {
      if (!OPTION.matcher(option).matches()) {
        mistakes.add("xbps-src.options: '%s' should be a dash and one letter".formatted(option));
      }
    }
    for (Path directory : path) {
      if (!directory.isAbsolute() || directory.toString().contains(":")) {
        mistakes.add(
            "xbps-src.path: '%s' should be an absolute path without a colon".formatted(directory));
      }
    }
    return mistakes;
  }
}
