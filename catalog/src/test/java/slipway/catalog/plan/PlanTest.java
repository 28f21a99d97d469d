package slipway.catalog.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;
import slipway.catalog.Template;

/// Decisions as a table: the tree has curl 8.9.1_2 with the subpackage libcurl, and reverts 9.0_1.
class PlanTest {
  private static final Target TARGET = Target.parse("aarch64@x86_64");

  @ParameterizedTest(name = "{1} because the repository has {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curl-8.9.1_2 libcurl-8.9.1_2  | no build: up to date
          nothing                       | build: the repository does not have it
          curl-8.9.1_1 libcurl-8.9.1_1  | build: the repository has curl-8.9.1_1, libcurl-8.9.1_1
          curl-8.9.1_2 libcurl-8.9.1_1  | build: the repository has libcurl-8.9.1_1
          curl-8.10_1 libcurl-8.10_1    | no build: the repository has the newer curl-8.10_1, which it does not revert
          curl-9.0_1 libcurl-9.0_1      | build: it reverts curl-9.0_1
          curl-8.9.1_2                  | build: the repository lacks libcurl
          curl-8.9_9 libcurl-           | build: the repository has curl-8.9_9, libcurl-
          """)
  void aPackageIsPlanned(String published, String why) {
    var there = new TreeMap<String, String>();
    Arrays.stream(published.split(" ", -1))
        .filter(pkgver -> pkgver.contains("-"))
        .forEach(pkgver -> there.put(pkgver.substring(0, pkgver.lastIndexOf('-')), pkgver));
    CatalogSnapshot snapshot = snapshot(new Availability.Buildable());

    Plan plan = Plan.of(snapshot, Map.of("aarch64", there, "x86_64", Map.of("curl", "curl-1.0_1")));

    assertThat(plan.decisions().get(TARGET)).hasSize(1);
    Decision decision = plan.decisions().firstEntry().getValue().firstEntry().getValue();
    assertThat(decision.why()).isEqualTo(why);
    assertThat(plan.builds()).hasSize(why.startsWith("build") ? 1 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOCROSS | no build: nocross: runs itself
          ARCHS   | no build: archs: runs itself
          """)
  void aPackageThatIsNotForTheTargetIsNotPlanned(Availability.Reason reason, String why) {
    Plan plan = Plan.of(snapshot(new Availability.Skipped(reason, "runs itself")), Map.of());

    assertThat(plan.decisions().firstEntry().getValue().firstEntry().getValue().why())
        .isEqualTo(why);
  }

  private static CatalogSnapshot snapshot(Availability availability) {
    List<String> none = List.of();
    var template =
        new Template(
            "curl",
            "8.9.1",
            "2",
            "",
            "",
            none,
            none,
            "",
            "",
            "",
            "",
            false,
            false,
            List.of("libcurl"),
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            List.of("9.0_1"));
    var definition = new PackageDefinition("curl", template, none, none, none, availability);
    var packages = new TreeMap<>(Map.of("curl", definition));
    var catalog = new TargetCatalog(TARGET, packages, Map.of("curl", "curl", "libcurl", "curl"));
    return new CatalogSnapshot("c0ffee", new TreeMap<>(Map.of(TARGET, catalog)), List.of());
  }
}
