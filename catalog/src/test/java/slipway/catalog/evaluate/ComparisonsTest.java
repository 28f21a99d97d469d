package slipway.catalog.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.catalog.Target;

class ComparisonsTest {
  private static final String MACHINE = "XBPS_TARGET_MACHINE";

  @Test
  void aCaseAndTestsAreTakenForTheirPatterns() {
    var uses =
        WatchedVariables.usesIn(
            """
            case "$XBPS_TARGET_MACHINE" in
              *-musl|i686) makedepends+=" musl-fts-devel";;
              (armv*) broken=no ;;
            esac
            [ "$XBPS_TARGET_MACHINE" = "aarch64" -o -z "$CROSS_BUILD" ] && depends=x
            [[ $XBPS_TARGET_MACHINE != ppc* ]] || depends=y
            """);

    assertThat(uses.byValue()).isEmpty();
    assertThat(uses.compared()).containsOnlyKeys(MACHINE);
    assertThat(uses.compared().get(MACHINE))
        .containsExactlyInAnyOrder("*-musl", "i686", "armv*", "aarch64", "ppc*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "case $XBPS_TARGET_MACHINE in a) ;; esac; x=$XBPS_TARGET_MACHINE",
        "case $XBPS_TARGET_MACHINE in $a) ;; esac",
        "case $XBPS_TARGET_MACHINE in a) ;& b) ;; esac",
        "case $XBPS_TARGET_MACHINE in a) case $b in c) ;; esac ;; d) ;; esac",
        "case ${XBPS_TARGET_MACHINE%-musl} in a) ;; esac",
        "case $XBPS_TARGET_MACHINE-x in a) ;; esac",
        "[ $XBPS_TARGET_MACHINE = a* ] && :",
        "[[ $XBPS_TARGET_MACHINE = \"a*\" ]] && :",
        "[[ $XBPS_TARGET_MACHINE =~ a ]] && :",
        "[ \"$XBPS_TARGET_MACHINE\" = \"$other\" ]",
      })
  void whatIsNotUnderstoodIsAUseOfTheWholeValue(String text) {
    assertThat(WatchedVariables.usesIn(text).byValue()).containsExactly(MACHINE);
    assertThat(WatchedVariables.usesIn(text).compared()).isEmpty();
  }

  @Test
  void targetsForWhichTheComparisonsComeOutTheSameHaveTheSameValue() {
    Target one = Target.parse("armv7l@x86_64");
    Target like = Target.parse("armv6l@x86_64");
    Target other = Target.parse("armv7l-musl@x86_64");
    Target unset = Target.parse("x86_64");
    var setup =
        new Setup(
            "id",
            List.of(MACHINE),
            Map.of(
                one, Map.of(MACHINE, "armv7l"),
                like, Map.of(MACHINE, "armv6l"),
                other, Map.of(MACHINE, "armv7l-musl"),
                unset, Map.of()));
    String asked = Setup.asCompared(MACHINE, new java.util.HashSet<>(List.of("arm*", "*-musl")));

    assertThat(setup.value(one, asked)).isEqualTo(setup.value(like, asked)).isEqualTo("001");
    assertThat(setup.value(other, asked)).isEqualTo("011");
    assertThat(setup.value(unset, asked)).isEqualTo("100");
  }
}
