package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import slipway.xbps.PackageProperties;
import slipway.xbps.PkgVer;
import slipway.xbps.RepoEntry;

/// Which staged packages may be released together.
class ReleaseTest {
  private final SortedMap<String, RepoEntry> index = new TreeMap<>();
  private final SortedMap<String, RepoEntry> stage = new TreeMap<>();

  private static void put(
      SortedMap<String, RepoEntry> packages, String pkgver, Map<String, Object> properties) {
    PackageProperties all = PackageProperties.of(PkgVer.parse(pkgver), "x86_64", pkgver);
    for (var property : properties.entrySet()) {
      all = all.with(property.getKey(), property.getValue());
    }
    RepoEntry entry = RepoEntry.of(all, "0".repeat(64), 1);
    packages.put(entry.name(), entry);
  }

  private static Map<String, Object> provides(String soname) {
    return Map.of("shlib-provides", List.of(soname));
  }

  private static Map<String, Object> requires(String soname) {
    return Map.of("shlib-requires", List.of(soname));
  }

  private static Map<String, Object> depends(String pattern) {
    return Map.of("run_depends", List.of(pattern));
  }

  private Set<String> released() {
    return ReleasePlan.of(index, stage, stage.keySet()).chosen().keySet();
  }

  private List<String> heldSentences(Set<String> wanted) {
    return ReleasePlan.of(index, stage, wanted).held().stream()
        .map(ReleaseReport.Held::sentence)
        .toList();
  }

  @Test
  void aSonameBumpWaitsForItsLastUser() {
    put(index, "lib-1_1", provides("lib.so.1"));
    IntStream.range(0, 40).forEach(i -> put(index, "app%d-1_1".formatted(i), requires("lib.so.1")));
    put(stage, "lib-2_1", provides("lib.so.2"));
    IntStream.range(0, 39).forEach(i -> put(stage, "app%d-1_2".formatted(i), requires("lib.so.2")));
    assertThat(released()).isEmpty();
    assertThat(heldSentences(stage.keySet()))
        .hasSize(40)
        .startsWith("lib-2_1 waits: app39-1_1 still needs lib.so.1, which would be gone")
        .contains("app0-1_2 waits: it needs lib.so.2, which is not released");

    put(stage, "app39-1_2", requires("lib.so.2"));
    assertThat(released()).hasSize(41);
  }

  @Test
  void aStuckPackageHoldsBackOnlyWhatNeedsIt() {
    put(index, "lib-1_1", provides("lib.so.1"));
    put(index, "old-1_1", requires("lib.so.1"));
    put(stage, "lib-2_1", provides("lib.so.2"));
    put(stage, "app-2_1", requires("lib.so.2"));
    put(stage, "other-1_1", Map.of());
    put(stage, "third-1_1", requires("libc.so.6"));
    assertThat(released()).containsExactly("other", "third");
  }

  @Test
  void aLibraryThatMovesToAnotherPackageIsNotMissed() {
    put(index, "big-1_1", provides("x.so.1"));
    put(index, "app-1_1", requires("x.so.1"));
    put(stage, "big-2_1", Map.of());
    put(stage, "small-1_1", provides("x.so.1"));
    assertThat(released()).containsExactly("big", "small");
    stage.remove("small");
    assertThat(released()).isEmpty();
  }

  @Test
  void aNewPackageWaitsForTheLibraryThatOnlyTheStageHas() {
    put(stage, "lib-1_1", provides("lib.so.1"));
    put(stage, "app-1_1", requires("lib.so.1"));
    assertThat(ReleasePlan.of(index, stage, Set.of("app")).chosen()).isEmpty();
    assertThat(heldSentences(Set.of("app")))
        .containsExactly("app-1_1 waits: it needs lib.so.1, which is not released");
    assertThat(ReleasePlan.of(index, stage, Set.of("lib")).chosen()).containsOnlyKeys("lib");
    assertThat(released()).containsExactly("app", "lib");
  }

  @Test
  void aLibraryThatNobodyEverProvidedDoesNotHoldAnything() {
    put(index, "app-1_1", requires("vendor.so.1"));
    put(stage, "app-1_2", requires("vendor.so.1"));
    assertThat(released()).containsExactly("app");
  }

  @Test
  void aNewUserOfTheOldLibraryStepsAsideForTheBump() {
    put(index, "lib-1_1", provides("lib.so.1"));
    put(index, "app-1_1", requires("lib.so.1"));
    put(stage, "lib-2_1", provides("lib.so.2"));
    put(stage, "app-1_2", requires("lib.so.2"));
    put(stage, "late-1_1", requires("lib.so.1"));
    assertThat(released()).containsExactly("app", "lib");
  }

  @Test
  void aNewUserOfTheOldLibraryIsReleasedWhereTheBumpMustWaitAnyway() {
    put(index, "lib-1_1", provides("lib.so.1"));
    put(index, "old-1_1", requires("lib.so.1"));
    put(stage, "lib-2_1", provides("lib.so.2"));
    put(stage, "late-1_1", requires("lib.so.1"));
    assertThat(released()).containsExactly("late");
  }

  @Test
  void versionPatternsCountAsLibrariesDo() {
    put(index, "tool-1.0_1", Map.of());
    put(index, "pinned-1_1", depends("tool<2"));
    put(stage, "tool-2.0_1", Map.of());
    put(stage, "newer-1_1", depends("tool>=2.0"));
    assertThat(released()).isEmpty();
    assertThat(heldSentences(stage.keySet()))
        .containsExactly(
            "tool-2.0_1 waits: pinned-1_1 still needs tool<2, which would be gone",
            "newer-1_1 waits: it needs tool>=2.0, which is not released");
    put(stage, "pinned-1_2", depends("tool>=2"));
    assertThat(released()).containsExactly("newer", "pinned", "tool");
  }

  @Test
  void whatOneBuildMadeIsReleasedTogether() {
    put(index, "lib-1_1", provides("lib.so.1"));
    put(index, "old-1_1", requires("lib.so.1"));
    put(stage, "lib-2_1", provides("lib.so.2"));
    put(stage, "lib-tools-2_1", Map.of("sourcepkg", "lib"));
    put(stage, "lib-doc-2_1", Map.of("sourcepkg", "lib"));
    put(stage, "other-2_1", Map.of());
    assertThat(released()).containsExactly("other");
  }

  @Test
  void whatWasAskedForAloneIsReleasedAlone() {
    put(stage, "one-1_1", Map.of());
    put(stage, "two-1_1", Map.of());
    assertThat(ReleasePlan.of(index, stage, Set.of("two")).chosen()).containsOnlyKeys("two");
  }
}
