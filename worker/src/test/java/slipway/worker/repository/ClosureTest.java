package slipway.worker.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import slipway.worker.attempt.AttemptOrder.Repository;
import slipway.xbps.PackageProperties;
import slipway.xbps.PkgVer;
import slipway.xbps.RepoEntry;

class ClosureTest {
  private static final Repository FARM = new Repository("http://127.0.0.1/farm", "");
  private static final Repository MIRROR = new Repository("http://127.0.0.1/mirror", "");

  @Test
  void dependenciesAreFollowedToTheirEndAndEachIsTakenOnce() {
    var farm =
        source(
            FARM,
            pkg("a-1_1", "run_depends", "b>=0", "c>=1"),
            pkg("b-1_1", "run_depends", "c>=0"),
            pkg("c-2_1"));
    assertThat(names(Closure.of(List.of("a"), "me", List.of(farm))))
        .containsExactly("a-1_1", "b-1_1", "c-2_1");
  }

  @Test
  void theFirstRepositoryWinsEvenWithAnOlderVersion() {
    var closure =
        Closure.of(
            List.of("a"), "me", List.of(source(FARM, pkg("a-1_1")), source(MIRROR, pkg("a-2_1"))));
    assertThat(closure.packages())
        .singleElement()
        .extracting(Closure.Found::repository)
        .isEqualTo(FARM);
    assertThat(names(closure)).containsExactly("a-1_1");
  }

  @Test
  void anotherRepositoryIsAskedWhereThePatternDoesNotFit() {
    var closure =
        Closure.of(
            List.of("a>=2"),
            "me",
            List.of(source(FARM, pkg("a-1_1")), source(MIRROR, pkg("a-2_1"))));
    assertThat(names(closure)).containsExactly("a-2_1");
  }

  @Test
  void whatAPackageProvidesCountsAsItsName() {
    var farm = source(FARM, pkg("real-1_1", "provides", "virtual-3_1"));
    assertThat(names(Closure.of(List.of("virtual>=2"), "me", List.of(farm))))
        .containsExactly("real-1_1");
    assertThat(names(Closure.of(List.of("virtual"), "me", List.of(farm))))
        .containsExactly("real-1_1");
    assertThat(Closure.of(List.of("virtual>=4"), "me", List.of(farm)).missing()).hasSize(1);
  }

  @Test
  void aLibraryThatNobodyDependsOnByNameIsFoundByItsSoname() {
    var farm =
        source(
            FARM,
            pkg("a-1_1", "shlib-requires", "libx.so.1"),
            pkg("libx-1_1", "shlib-provides", "libx.so.1"));
    assertThat(names(Closure.of(List.of("a"), "me", List.of(farm))))
        .containsExactly("a-1_1", "libx-1_1");
  }

  @Test
  void whatIsMissingIsNamedWithWhoNeedsIt() {
    var closure =
        Closure.of(
            List.of("a"), "me", List.of(source(FARM, pkg("a-1_1", "run_depends", "gone>=2"))));
    assertThat(closure.missing())
        .containsExactly("'gone>=2', which a-1_1 needs, is in no repository");
  }

  @Test
  void aLibraryThatHasChangedItsSonameIsNamedWithItsUser() {
    var farm =
        source(
            FARM,
            pkg("user-1_1", "shlib-requires", "libx.so.1"),
            pkg("libx-2_1", "shlib-provides", "libx.so.2"));
    assertThat(Closure.of(List.of("user", "libx"), "me", List.of(farm)).unprovided())
        .containsExactly("user-1_1 needs libx.so.1, which no repository provides");
  }

  private static List<String> names(Closure closure) {
    return closure.packages().stream().map(found -> found.entry().pkgver().toString()).toList();
  }

  private static Closure.Source source(Repository repository, RepoEntry... entries) {
    var byName = new TreeMap<String, RepoEntry>();
    for (RepoEntry entry : entries) {
      byName.put(entry.name(), entry);
    }
    return new Closure.Source(repository, byName);
  }

  private static RepoEntry pkg(String pkgver) {
    return RepoEntry.of(properties(pkgver), "0".repeat(64), 1);
  }

  private static RepoEntry pkg(String pkgver, String key, String... values) {
    return RepoEntry.of(properties(pkgver).with(key, List.of(values)), "0".repeat(64), 1);
  }

  private static PackageProperties properties(String pkgver) {
    return PackageProperties.of(PkgVer.parse(pkgver), "x86_64", "of a test");
  }
}
