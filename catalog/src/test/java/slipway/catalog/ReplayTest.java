package slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.catalog.plan.Plan;
import slipway.catalog.plan.Published;

/// Real pushes, one by one and from scratch.
class ReplayTest {
  private static final List<Target> TARGETS =
      List.of(Target.parse("x86_64"), Target.parse("aarch64@x86_64"));
  private static final int FROM_SCRATCH_EACH = 96;

  @TempDir Path directory;

  @Test
  void thePlanIsTheSameWhetherPushesAreAppliedOneByOneOrFromScratch() throws IOException {
    var tree = new TreeFixture(directory.resolve("tree"));
    var pushes = new VoidPushes();
    List<String> commits = pushes.commitTo(tree);
    assertThat(commits).hasSize(pushes.count() + 1);
    Map<String, Map<String, String>> published;
    try (var catalog = open(tree, "one-by-one")) {
      CatalogSnapshot base = catalog.at(commits.getFirst());
      published = Published.everythingOf(base);
      Plan plan = Plan.of(base, published);
      assertThat(plan.builds()).isEmpty();
      for (int push = 1; push < commits.size(); push++) {
        plan = plan.after(catalog.at(commits.get(push)));
        if (push % FROM_SCRATCH_EACH == 0 || push == commits.size() - 1) {
          assertSame(plan, fromScratch(tree, commits.get(push), published));
        }
      }
      assertThat(plan.builds()).hasSizeGreaterThan(400);
      assertThat(plan.builds())
          .extracting(build -> build.definition().pkgver())
          .contains("seaweedfs-4.36_1");
    }
  }

  private Plan fromScratch(
      TreeFixture tree, String commit, Map<String, Map<String, String>> published)
      throws IOException {
    try (var catalog = open(tree, "scratch-" + commit)) {
      return Plan.of(catalog.at(commit), published);
    }
  }

  private static void assertSame(Plan oneByOne, Plan fromScratch) {
    assertThat(oneByOne.decisions()).isEqualTo(fromScratch.decisions());
    assertThat(oneByOne.builds()).isEqualTo(fromScratch.builds());
    assertThat(oneByOne.snapshot()).isEqualTo(fromScratch.snapshot());
  }

  private Catalog open(TreeFixture tree, String cache) throws IOException {
    return Catalog.open(
        CatalogConfig.of(tree.directory().toString(), TARGETS, directory.resolve(cache)));
  }
}
