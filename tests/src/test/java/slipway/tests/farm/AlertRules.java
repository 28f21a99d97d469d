package slipway.tests.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The alerts of contrib/prometheus.
final class AlertRules {
  private static final Path HOME = Path.of(System.getenv().getOrDefault("SLIPWAY_HOME", ".."));
  private static final Pattern ALERT = Pattern.compile("- alert: (\\S+)");
  private static final Pattern EXPRESSION = Pattern.compile("expr: (.*)");
  private static final Pattern METER = Pattern.compile("slipway_[a-z_]+");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (Slipway\\S+)$");

  private final String rules;

  private AlertRules(String rules) {
    this.rules = rules;
  }

  static AlertRules read() throws IOException {
    return new AlertRules(Files.readString(HOME.resolve("contrib/prometheus/slipway.rules.yml")));
  }

  Set<String> names() {
    return all(ALERT, rules);
  }

  /// What the expressions ask for.
  Set<String> meters() {
    var meters = new TreeSet<String>();
    all(EXPRESSION, rules)
        .forEach(expression ->
            METER.matcher(expression).results().forEach(found -> meters.add(found.group())));
    return meters;
  }

  /// The alerts that the operations page has a section for.
  static Set<String> explained() throws IOException {
    return all(SECTION, Files.readString(HOME.resolve("docs/operations.md")));
  }

  private static Set<String> all(Pattern pattern, String text) {
    var all = new TreeSet<String>();
    pattern.matcher(text).results().forEach(found -> all.add(found.group(1)));
    return all;
  }
}
