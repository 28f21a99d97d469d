package slipway.worker.driver.xbpssrc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What an operator sets for xbps-src.
///
/// @param configuration lines `XBPS_NAME=value` of its configuration file
/// @param options further options, such as `-t`
public record XbpsSrcSettings(List<String> configuration, List<String> options) {
  public static final XbpsSrcSettings DEFAULT = new XbpsSrcSettings(List.of(), List.of());
  private static final Pattern LINE = Pattern.compile("XBPS_[A-Za-z0-9_]+=.*");
  private static final Pattern OPTION = Pattern.compile("-[A-Za-z]");

  public XbpsSrcSettings {
    configuration = List.copyOf(configuration);
    options = List.copyOf(options);
  }

  /// Everything that is wrong, one sentence each.
  public List<String> mistakes() {
    var mistakes = new ArrayList<String>();
    for (String line : configuration) {
      if (!LINE.matcher(line).matches()) {
        mistakes.add("xbps-src.configuration: '%s' should read XBPS_NAME=value".formatted(line));
      }
    }
    for (String option : options) {
      if (!OPTION.matcher(option).matches()) {
        mistakes.add("xbps-src.options: '%s' should be a dash and one letter".formatted(option));
      }
    }
    return mistakes;
  }
}
