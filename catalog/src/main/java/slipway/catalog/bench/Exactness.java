package slipway.catalog.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.xbps.DependencyPattern;

/// Compares definitions with what the real `xbps-src dbulk-dump` says of the same packages: every
/// field, and for packages that are skipped, the reason.
final class Exactness {
  private static final String VIRTUAL = "virtual?";

  /// In the words of xbps-src's messages.
  private static final Map<String, Availability.Reason> REASONS =
      Map.of(
          "cannot be cross compiled", Availability.Reason.NOCROSS,
          "it's currently broken", Availability.Reason.BROKEN,
          "does not allow redistribution", Availability.Reason.RESTRICTED,
          "cannot be built for", Availability.Reason.ARCHS);

  private final XbpsSrc real;
  private final Map<String, String> realByVirtual = new HashMap<>();

  Exactness(XbpsSrc real) throws IOException {
    this.real = real;
    for (String line : real.lines("etc/defaults.virtual")) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && !words[0].startsWith("#")) {
        realByVirtual.putIfAbsent(words[0], words[1]);
      }
    }
  }

  /// @param compared packages, each for one target
  /// @param skipped of them, not for the target
  /// @param differences in words
  /// @param times of the calls of xbps-src, sorted
  record Result(int compared, int skipped, List<String> differences, List<Duration> times) {
    Result {
      differences = List.copyOf(differences);
      times = List.copyOf(times);
    }
  }

  /// Compares `count` packages for each target, chosen by `seed`.
  Result compare(CatalogSnapshot snapshot, List<Target> targets, int count, long seed)
      throws IOException {
    var differences = new ArrayList<String>();
    var times = new ArrayList<Duration>();
    int skipped = 0;
    for (Target target : targets) {
      var definitions = new ArrayList<>(snapshot.target(target).packages().values());
      Collections.shuffle(definitions, new Random(seed));
      for (PackageDefinition definition :
          definitions.subList(0, Math.min(count, definitions.size()))) {
        XbpsSrc.Dump dump = real.dump(definition.name(), target);
        times.add(dump.time());
        skipped += dump.status() == 2 ? 1 : 0;
        String difference = difference(definition, dump);
        if (!difference.isEmpty()) {
          differences.add("%s for %s: %s".formatted(definition.name(), target, difference));
        }
      }
    }
    times.sort(null);
    return new Result(times.size(), skipped, differences, times);
  }

  private String difference(PackageDefinition ours, XbpsSrc.Dump theirs) {
    return switch (ours.availability()) {
      case Availability.Skipped(var reason, _) -> {
        boolean same =
            REASONS.entrySet().stream()
                .anyMatch(entry ->
                    entry.getValue() == reason && theirs.complaint().contains(entry.getKey()));
        yield theirs.status() == 2 && same
            ? ""
            : "skipped here (%s), status %d there: %s"
                .formatted(reason, theirs.status(), theirs.complaint().strip());
      }
      case Availability.Broken(var problem) ->
          theirs.status() == 1
              ? ""
              : "broken here (%s), status %d there".formatted(problem.what(), theirs.status());
      case Availability.Buildable(), Availability.Unbuildable _ -> {
        Map<String, List<String>> here = fields(ours);
        yield theirs.status() != 0
            ? "good here, status %d there: %s"
                .formatted(theirs.status(), theirs.complaint().strip())
            : here.equals(theirs.fields())
                ? ""
                : "here %s, there %s"
                    .formatted(without(here, theirs.fields()), without(theirs.fields(), here));
      }
    };
  }

  private static Map<String, List<String>> without(
      Map<String, List<String>> some, Map<String, List<String>> others) {
    Map<String, List<String>> left = new LinkedHashMap<>(some);
    left.entrySet().removeAll(others.entrySet());
    return left;
  }

  /// What dbulk-dump would print.
  private Map<String, List<String>> fields(PackageDefinition definition) {
    Template template = definition.template();
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("pkgname", List.of(definition.name()));
    fields.put("version", List.of(template.version()));
    fields.put("revision", List.of(template.revision()));
    if (template.bootstrap()) {
      fields.put("bootstrap", List.of("yes"));
    }
    put(fields, "hostmakedepends", template.hostmakedepends());
    put(fields, "makedepends", template.makedepends());
    put(fields, "depends", depends(definition));
    put(fields, "subpackages", template.subpackages());
    return fields;
  }

  private static void put(Map<String, List<String>> fields, String key, List<String> list) {
    if (!list.isEmpty()) {
      fields.put(key, list);
    }
  }

  /// Names alone, sorted; without every name that has the package's or a subpackage's in it, which
  /// is how dbulk-dump tells what a package has of its own.
  private List<String> depends(PackageDefinition definition) {
    var own = new ArrayList<>(definition.subpackages());
    own.add(definition.name());
    var names = new TreeSet<String>();
    for (String word : definition.template().depends()) {
      String plain = word.startsWith(VIRTUAL) ? word.substring(VIRTUAL.length()) : word;
      String name = DependencyPattern.nameOf(plain).orElse(plain);
      names.add(word.startsWith(VIRTUAL) ? realByVirtual.getOrDefault(name, word) : name);
    }
    names.removeIf(name -> own.stream().anyMatch(name::contains));
    return List.copyOf(names);
  }
}
