package slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.catalog.Problem.Kind;
import slipway.catalog.plan.Plan;

class CatalogTest {
  private static final Target NATIVE = Target.parse("x86_64");
  private static final Target CROSS = Target.parse("aarch64@x86_64");

  @TempDir Path directory;
  private TreeFixture tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = new TreeFixture(directory.resolve("tree"));
    tree.file(
        "common/cross-profiles/aarch64.sh",
        """
        XBPS_TARGET_MACHINE=aarch64
        XBPS_CROSS_TRIPLET=aarch64-linux-gnu
        """);
  }

  @Test
  void aPackageThatNeedsItselfOnTheHostKeepsThatEdgeOnlyWhenCross() throws IOException {
    tree.template("perl", "hostmakedepends=perl", "makedepends=perl");
    try (var catalog = open(NATIVE, CROSS)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(definition(snapshot, NATIVE, "perl").hostDependencies()).isEmpty();
      assertThat(definition(snapshot, CROSS, "perl").hostDependencies()).containsExactly("perl");
      assertThat(definition(snapshot, CROSS, "perl").targetDependencies()).isEmpty();
      assertThat(definition(snapshot, CROSS, "perl").availability().isBuildable()).isTrue();
    }
  }

  @Test
  void aCycleIsNamedOnEachOfItsPackagesAndOnlyTheseAreStuck() throws IOException {
    tree.template("a", "makedepends=b")
        .template("b", "depends=c")
        .template("c", "hostmakedepends=a");
    tree.template("free").template("behind", "depends=a");
    try (var catalog = open(NATIVE)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(snapshot.problems()).extracting(Problem::kind).containsOnly(Kind.CYCLE);
      assertThat(snapshot.problems())
          .extracting(Problem::packageName)
          .containsExactly("a", "b", "c");
      assertThat(snapshot.problems().getFirst().what()).contains("a → b → c → a");
      assertThat(definition(snapshot, NATIVE, "free").availability().isBuildable()).isTrue();
      assertThat(definition(snapshot, NATIVE, "behind").availability().summary())
          .isEqualTo("unbuildable: a: unbuildable");
    }
  }

  @Test
  void whatCameWithAPushIsToldInShort() throws IOException {
    String before = tree.template("a").template("b").commit();
    tree.template("a", "makedepends=b").commit();
    String after = tree.file("srcpkgs/a/files/a.c", "int main() {}").commit();
    try (var catalog = open(NATIVE)) {
      assertThat(catalog.between(before, after).count()).isEqualTo(2);
      assertThat(catalog.between("0".repeat(40), after).count()).isEqualTo(1);
      assertThat(catalog.between(before, after).title()).isNotEmpty();
      assertThat(catalog.directories(after).get("a"))
          .matches("[0-9a-f]{40}")
          .isNotEqualTo(catalog.directories(before).get("a"));
      assertThat(catalog.directories(after).get("b"))
          .isEqualTo(catalog.directories(before).get("b"));
    }
  }

  @Test
  void anUnknownDependencyIsNamedAndHoldsBackItsDependents() throws IOException {
    tree.template("a", "depends=\"nowhere>=1.0\"").template("b", "makedepends=a");
    try (var catalog = open(NATIVE)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(snapshot.problems()).hasSize(1);
      assertThat(snapshot.problems().getFirst().message())
          .isEqualTo(
              "a (x86_64): it depends on nowhere>=1.0, which is no package of the tree"
                  + " [srcpkgs/a/template]. Mend the name, or add the package.");
      assertThat(definition(snapshot, NATIVE, "b").availability())
          .isEqualTo(new Availability.Unbuildable(List.of("a: unbuildable")));
    }
  }

  @Test
  void aTemplateThatBreaksKeepsItsLastGoodDefinitionAndHoldsBackNobody() throws IOException {
    tree.template("a", "makedepends=b").template("b").template("c", "makedepends=a");
    try (var catalog = open(NATIVE)) {
      catalog.at(tree.commit());
      tree.file("srcpkgs/a/template", "pkgname=a\nfi\n");
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      PackageDefinition a = definition(snapshot, NATIVE, "a");
      assertThat(a.availability().summary()).contains("syntax error near unexpected token");
      assertThat(a.pkgver()).isEqualTo("a-1.0_1");
      assertThat(a.targetDependencies()).containsExactly("b");
      assertThat(definition(snapshot, NATIVE, "c").availability().isBuildable()).isTrue();
    }
  }

  @Test
  void buildStylesAndHelpersOfTheTreeAddDependenciesAndAPushThatTouchesOneChangesItsUsers()
      throws IOException {
    tree.file(
        "common/environment/build-style/cmake.sh",
        "hostmakedepends+=\" cmake\"\nbuild_helper+=\" extra\"\n");
    tree.file(
        "common/build-helper/extra.sh", "[ -n \"$CROSS_BUILD\" ] && makedepends+=\" runtime\"\n");
    tree.template("cmake").template("runtime").template("ninja").template("plain");
    tree.template("a", "build_style=cmake");
    String first = tree.commit();
    try (var catalog = open(NATIVE, CROSS)) {
      CatalogSnapshot snapshot = catalog.at(first);
      assertThat(definition(snapshot, NATIVE, "a").hostDependencies()).containsExactly("cmake");
      assertThat(definition(snapshot, NATIVE, "a").targetDependencies()).isEmpty();
      assertThat(definition(snapshot, CROSS, "a").targetDependencies()).containsExactly("runtime");

      tree.file("common/environment/build-style/cmake.sh", "hostmakedepends+=\" cmake ninja\"\n");
      String second = tree.commit();
      assertThat(catalog.changed(first, second)).containsExactly("a");
      assertThat(definition(catalog.at(second), CROSS, "a").hostDependencies())
          .containsExactly("cmake", "ninja");
    }
  }

  @Test
  void aPushThatTouchesABuildStyleEvaluatesOnlyWhatReadIt() throws IOException {
    tree.file("common/environment/build-style/cmake.sh", "hostmakedepends+=\" cmake\"\n");
    tree.file("common/environment/build-style/meson.sh", "hostmakedepends+=\" meson\"\n");
    tree.template("cmake").template("meson").template("ninja").template("plain");
    tree.template("a", "build_style=cmake").template("b", "build_style=cmake");
    tree.template("c", "build_style=meson");
    try (var catalog = open(NATIVE, CROSS)) {
      catalog.at(tree.commit());
      assertThat(catalog.evaluations()).as("none reads what differs between targets").isEqualTo(7);

      tree.file("common/environment/build-style/cmake.sh", "hostmakedepends+=\" ninja\"\n");
      CatalogSnapshot snapshot = catalog.at(tree.commit());
      assertThat(catalog.evaluations()).isEqualTo(9);
      assertThat(definition(snapshot, CROSS, "b").hostDependencies()).containsExactly("ninja");
    }
    try (var catalog = open(NATIVE, CROSS)) {
      catalog.at(catalog.resolve("HEAD"));
      assertThat(catalog.evaluations()).as("nothing is forgotten by a restart").isZero();
    }
  }

  @Test
  void aPackageThatGoesInAPushThatTouchesABuildStyleIsGone() throws IOException {
    tree.file("common/environment/build-style/cmake.sh", "hostmakedepends+=\" cmake\"\n");
    tree.template("cmake").template("a", "build_style=cmake").template("b", "provides=c-1_1");
    tree.template("needs", "depends=c");
    try (var catalog = open(NATIVE)) {
      var plan = Plan.of(catalog.at(tree.commit()), Map.of());
      assertThat(plan.builds()).hasSize(4);

      tree.file("common/environment/build-style/cmake.sh", ":\n").remove("srcpkgs/b");
      plan = plan.after(catalog.at(tree.commit()));
      assertThat(plan.snapshot().packages(NATIVE)).containsOnlyKeys("a", "cmake", "needs");
      assertThat(plan.decisions().get(NATIVE)).containsOnlyKeys("a", "cmake", "needs");
      assertThat(plan.snapshot().problems())
          .extracting(Problem::packageName)
          .containsExactly("needs");
    }
  }

  @Test
  void whatReadsAFileOfTheTreeIsEvaluatedForEachCommitAndWhatNamesOneIsNot() throws IOException {
    tree.template("names", "configure_args=\"--defs=${XBPS_SRCPKGDIR}/other/template\"");
    tree.template(
        "reads", "broken=\"$(sed -n 's/^broken=//p' $XBPS_SRCPKGDIR/other/template)\"", ":");
    tree.template("other", "broken=once");
    try (var catalog = open(NATIVE)) {
      assertThat(definition(catalog.at(tree.commit()), NATIVE, "reads").template().broken())
          .isEqualTo("once");
      tree.template("other", "broken=twice");
      assertThat(definition(catalog.at(tree.commit()), NATIVE, "reads").template().broken())
          .isEqualTo("twice");
      assertThat(catalog.evaluations()).as("all three, then other and reads").isEqualTo(5);
    }
  }

  @Test
  void aCycleIsOpenedWhereAnOlderBinarySatisfiesAnEdgeAndNowhereElse() throws IOException {
    tree.template("a", "makedepends=b").template("b", "depends=a").template("after", "depends=b");
    try (var catalog = open(NATIVE, CROSS)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(Plan.of(snapshot, Map.of()).builds()).isEmpty();
      var plan = Plan.of(snapshot, Map.of("x86_64", Map.of("a", "a-0.9_1")));
      assertThat(plan.builds())
          .extracting(build -> build.target() + " " + build.definition().name())
          .containsExactly("x86_64 a", "x86_64 after", "x86_64 b");
      assertThat(definition(plan.snapshot(), NATIVE, "b").targetDependencies()).isEmpty();
      assertThat(definition(plan.snapshot(), NATIVE, "a").targetDependencies())
          .containsExactly("b");
      assertThat(plan.snapshot().problems()).isEqualTo(snapshot.problems());
    }
  }

  @Test
  void aPackageThatNeedsItselfToBeBuiltIsNamedAndBuilt() throws IOException {
    tree.template("a", "makedepends=a");
    try (var catalog = open(NATIVE)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(snapshot.problems())
          .extracting(Problem::kind)
          .containsExactly(Kind.SELF_DEPENDENCY);
      assertThat(definition(snapshot, NATIVE, "a").availability().isBuildable()).isTrue();
    }
  }

  @Test
  void whatEachTargetSaysIsJudgedForThatTarget() throws IOException {
    tree.template("x86only", "archs=\"x86_64* i686*\"");
    tree.template("nocross", "nocross=\"needs to run itself\"");
    tree.template("mixed", "[ \"$CROSS_BUILD\" ] || broken=\"only natively\"", ":");
    tree.template(
        "options",
        "build_options=\"gui x\"",
        "build_options_default=gui",
        "makedepends=\"$(vopt_if gui mixed) $(vopt_if x none)\"");
    tree.template("needs", "depends=\"virtual?editor\"")
        .file("etc/defaults.virtual", "editor options\n");
    try (var catalog = open(NATIVE, CROSS)) {
      CatalogSnapshot snapshot = catalog.at(tree.commit());

      assertThat(summaries(snapshot, NATIVE))
          .containsExactly(
              "mixed: broken: only natively",
              "needs: unbuildable: options: unbuildable",
              "nocross: buildable",
              "options: unbuildable: mixed: broken: only natively",
              "x86only: buildable");
      assertThat(summaries(snapshot, CROSS))
          .containsExactly(
              "mixed: buildable",
              "needs: buildable",
              "nocross: nocross: needs to run itself",
              "options: buildable",
              "x86only: archs: x86_64* i686*");
    }
  }

  @Test
  void aCommitThatIsNotThereIsAClearError() throws IOException {
    tree.template("a").commit();
    try (var catalog = open(NATIVE)) {
      assertThatThrownBy(() -> catalog.resolve("no-such-branch"))
          .isInstanceOf(CatalogException.class)
          .hasMessageContaining("no commit \"no-such-branch\"");
      assertThatThrownBy(() -> catalog.at("0123456789012345678901234567890123456789"))
          .isInstanceOf(CatalogException.class)
          .hasMessageContaining("no commit");
    }
  }

  @Test
  void aTreeWithoutTemplatesOrARepositoryThatIsNoneIsAClearError() throws IOException {
    tree.file("README", "hello\n");
    String commit = tree.commit();
    try (var catalog = open(NATIVE)) {
      assertThatThrownBy(() -> catalog.at(commit))
          .hasMessageContaining("has no directory srcpkgs/");
    }
    assertThatThrownBy(() ->
            Catalog.open(
                CatalogConfig.of(
                    directory.resolve("nowhere").toString(),
                    List.of(NATIVE),
                    directory.resolve("cache2"))))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("Cannot open the git repository");
  }

  @Test
  void aMirrorFollowsPushesAndRewrittenHistoryAndOutlivesItsSource() throws IOException {
    String first = tree.template("a").commit();
    var config =
        CatalogConfig.of(
            tree.directory().toUri().toString(), List.of(NATIVE), directory.resolve("cache"));
    try (var catalog = Catalog.open(config)) {
      assertThat(catalog.resolve("master")).isEqualTo(first);
      String second = tree.template("b").commit();
      catalog.fetch();
      assertThat(catalog.resolve("master")).isEqualTo(second);
      assertThat(catalog.changed(first, second)).containsExactly("b");

      tree.git("reset", "--quiet", "--hard", first);
      String other = tree.template("c").commit();
      catalog.fetch();
      assertThat(catalog.resolve("master")).isEqualTo(other);
      assertThat(catalog.changed(second, other)).containsExactly("b", "c");
      assertThat(catalog.changed("0123456789012345678901234567890123456789", other))
          .containsExactly("a", "c");

      java.nio.file.Files.move(tree.directory(), directory.resolve("away"));
      assertThatThrownBy(catalog::fetch).hasMessageContaining("Cannot fetch");
      assertThat(catalog.at(other).packages(NATIVE)).containsOnlyKeys("a", "c");
    }
  }

  @Test
  void aShallowCloneIsReadAsFarAsItGoes() throws IOException {
    String first = tree.template("a").commit();
    String second = tree.template("b").commit();
    Path shallow = directory.resolve("shallow.git");
    tree.git(
        "clone",
        "--quiet",
        "--bare",
        "--depth=1",
        tree.directory().toUri().toString(),
        shallow.toString());
    var config = CatalogConfig.of(shallow.toString(), List.of(NATIVE), directory.resolve("cache"));
    try (var catalog = Catalog.open(config)) {
      assertThat(catalog.at(second).packages(NATIVE)).containsOnlyKeys("a", "b");
      assertThat(catalog.history(second, 10)).containsExactly(second);
      assertThat(catalog.changed(first, second)).containsExactly("a", "b");
      assertThat(catalog.between(first, second).count()).isEqualTo(1);
      assertThatThrownBy(() -> catalog.at(first)).isInstanceOf(CatalogException.class);
    }
  }

  @Test
  void aSourceThatIsAwayForAnHourIsReadAgainWhenItIsBack() throws IOException {
    String first = tree.template("a").commit();
    var config =
        CatalogConfig.of(
            tree.directory().toUri().toString(), List.of(NATIVE), directory.resolve("cache"));
    Path away = directory.resolve("away");
    try (var catalog = Catalog.open(config)) {
      java.nio.file.Files.move(tree.directory(), away);
      for (int minute = 0; minute < 60; minute += 10) {
        assertThatThrownBy(catalog::fetch)
            .isInstanceOf(CatalogException.class)
            .hasMessageContaining("What was fetched before is still there");
        assertThat(catalog.at(catalog.resolve("master")).commit()).isEqualTo(first);
      }
      java.nio.file.Files.move(away, tree.directory());
      String second = tree.template("b").commit();
      catalog.fetch();
      assertThat(catalog.resolve("master")).isEqualTo(second);
      assertThat(catalog.at(second).packages(NATIVE)).containsOnlyKeys("a", "b");
    }
  }

  private Catalog open(Target... targets) throws IOException {
    return Catalog.open(
        CatalogConfig.of(
            tree.directory().toString(), Arrays.asList(targets), directory.resolve("cache")));
  }

  private static PackageDefinition definition(
      CatalogSnapshot snapshot, Target target, String name) {
    return snapshot.target(target).find(name).orElseThrow();
  }

  private static List<String> summaries(CatalogSnapshot snapshot, Target target) {
    return snapshot.packages(target).values().stream()
        .map(p -> p.name() + ": " + p.availability().summary())
        .toList();
  }
}
