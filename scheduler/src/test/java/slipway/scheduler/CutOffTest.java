package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Early cut-off: what is rebuilt only because of what it needs is not built if that comes out as
/// it was.
class CutOffTest {
  private static TestFarm farm() {
    return new TestFarm()
        .packages("zlib", "openssl", "curl -> zlib openssl", "git -> curl", "vim -> zlib")
        .worker("w1", 4);
  }

  /// A person asks for `names`, and for the others only if they are affected.
  private static void force(TestFarm farm, Set<String> names, String... followers) {
    var wanted = farm.wanted();
    var all = Stream.concat(names.stream(), Arrays.stream(followers)).map(TestFarm::what).toList();
    farm.tell(
        new Command.Force(
            wanted.stream().filter(one -> all.contains(one.what())).toList(),
            Arrays.stream(followers).map(TestFarm::what).collect(Collectors.toSet()),
            Lane.BULK,
            false,
            "olga",
            "a new compiler"));
  }

  private static void finish(TestFarm farm, String name, boolean unchanged) {
    farm.succeed(name);
    farm.tell(new Command.Staged(farm.build(name).build(), unchanged));
  }

  @Test
  void nothingIsBuiltThatWaitedOnlyForWhatCameOutAsItWas() {
    var farm = farm();
    force(farm, Set.of("zlib"), "curl", "git", "vim");
    finish(farm, "zlib", true);
    assertThat(farm.building()).isEmpty();
    assertThat(farm.state("curl")).isEqualTo(BuildState.STAGED);
    assertThat(farm.state("git")).isEqualTo(BuildState.STAGED);
    assertThat(farm.why("zlib")).isEqualTo("It came out as it was published before.");
    assertThat(farm.why("curl"))
        .isEqualTo("Not built: zlib-1_1 for x86_64 came out as it was published before.");
    assertThat(farm.why("git")).startsWith("Not built: curl-1_1");
    farm.release();
    assertThat(farm.state("git")).isEqualTo(BuildState.RELEASED);
    assertThat(farm.why("git")).startsWith("Not built: curl-1_1");
  }

  @Test
  void oneDependencyThatHasChangedIsEnough() {
    var farm = farm();
    force(farm, Set.of("zlib", "openssl"), "curl", "git", "vim");
    finish(farm, "openssl", false);
    assertThat(farm.state("curl")).isEqualTo(BuildState.BLOCKED);
    finish(farm, "zlib", true);
    assertThat(farm.building()).containsExactly("curl");
    assertThat(farm.state("vim")).isEqualTo(BuildState.STAGED);
    finish(farm, "curl", true);
    assertThat(farm.building()).isEmpty();
    assertThat(farm.state("git")).isEqualTo(BuildState.STAGED);
  }

  @Test
  void whatAPersonNamedIsBuilt() {
    var farm = farm();
    force(farm, Set.of("zlib", "vim"), "curl");
    finish(farm, "zlib", true);
    assertThat(farm.building()).containsExactly("vim");
  }

  @Test
  void whatFollowedIsBuiltOnceAPersonNamesIt() {
    var farm = farm();
    force(farm, Set.of("zlib"), "vim");
    farm.force("vim");
    assertThat(farm.latest()).anyMatch(Event.RebuildNeeded.class::isInstance);
    finish(farm, "zlib", true);
    assertThat(farm.building()).containsExactly("vim");
  }

  @Test
  void whatFollowedSomethingThatFailedGoesWithTheNextPlan() {
    var farm = farm();
    force(farm, Set.of("zlib"), "curl", "git");
    farm.fail("zlib");
    assertThat(farm.state("git")).isEqualTo(BuildState.DEPENDENCY_FAILED);
    farm.remove("zlib").remove("curl").remove("git");
    farm.plan(Lane.PUSH);
    assertThat(farm.state("git")).isEqualTo(BuildState.CANCELLED);
    assertThat(farm.state("zlib")).isEqualTo(BuildState.FAILED);
  }

  @Test
  void aChangeIsNotForgottenWhileAnotherDependencyFails() {
    var farm = farm();
    force(farm, Set.of("zlib", "openssl"), "curl");
    farm.fail("openssl");
    assertThat(farm.state("curl")).isEqualTo(BuildState.DEPENDENCY_FAILED);
    finish(farm, "zlib", false);
    farm.tell(new Command.Retry(farm.build("openssl").build(), "olga", ""));
    finish(farm, "openssl", true);
    assertThat(farm.building()).containsExactly("curl");
  }
}
