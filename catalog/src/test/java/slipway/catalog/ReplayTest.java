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

  /// How often a catalog is opened anew for one commit, with the evaluations of such catalogs
  /// before. `-Dslipway.replay.each=1` compares after every push.
  private static final int OPENED_ANEW_EACH = Integer.getInteger("slipway.replay.each", 8);

  /// How often even the evaluations are made again.
  private static final int FROM_NOTHING_EACH = 100;

  @TempDir Path directory;

  @Test
  void thePlanIsTheSameWhetherPushesAreAppliedOneByOneOrFromScratch() throws IOException {
    var tree = new TreeFixture(directory.resolve("tree"));
    var pushes = new VoidPushes();
    List<String> commits = pushes.commitTo(tree);
    assertThat(commits).hasSize(201);
    Map<String, Map<String, String>> published;
    try (var catalog = open(tree, "one-by-one")) {
      CatalogSnapshot base = catalog.at(commits.getFirst());
      published = Published.everythingOf(base);
      Plan plan = Plan.of(base, published);
      assertThat(plan.builds()).isEmpty();
      for (int push = 1; push < commits.size(); push++) {
        String commit = commits.get(push);
        plan = plan.after(catalog.at(commit));
        if (push % FROM_NOTHING_EACH == 0) {
          assertSame(push, plan, fromScratch(tree, commit, published, "nothing-" + push));
        } else if (push % OPENED_ANEW_EACH == 0) {
          assertSame(push, plan, fromScratch(tree, commit, published, "anew"));
        }
      }
      assertThat(plan.builds()).hasSizeGreaterThan(400);
      assertThat(plan.builds())
          .extracting(build -> build.definition().pkgver())
          .contains("seaweedfs-4.36_1");
    }
  }

  private Plan fromScratch(
      TreeFixture tree, String commit, Map<String, Map<String, String>> published, String cache)
      throws IOException {
    try (var catalog = open(tree, cache)) {
      return Plan.of(catalog.at(commit), published);
    }
  }

  private static void assertSame(int push, Plan oneByOne, Plan fromScratch) {
    assertThat(oneByOne.decisions())
        .as("decisions after push " + push)
        .isEqualTo(fromScratch.decisions());
    assertThat(oneByOne.builds()).isEqualTo(fromScratch.builds());
    assertThat(oneByOne.snapshot()).isEqualTo(fromScratch.snapshot());
  }

  private Catalog open(TreeFixture tree, String cache) throws IOException {
    return Catalog.open(
        CatalogConfig.of(tree.directory().toString(), TARGETS, directory.resolve(cache)));
  }
}
