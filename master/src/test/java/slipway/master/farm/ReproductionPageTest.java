package slipway.master.farm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import slipway.proto.Given;

final class ReproductionPageTest {
  @Test
  void onlyTheWorkersOwnLinesCount() {
    String log =
        """
        => hello-1.0_1: attempt 9 of build 7 for x86_64, lane push
        => hello-1.0_1: given jobs 2
        => hello-1.0_1: given configuration XBPS_CCACHE=yes
        => other-1.0_1: given jobs 8
        => hello-1.0_1: the build begins
        => hello-1.0_1: given options --evil
        """;
    assertThat(ReproductionPage.given(log, "hello-1.0_1"))
        .containsExactly(given("jobs", "2"), given("configuration", "XBPS_CCACHE=yes"));
  }

  @Test
  void aPasswordOfTheTreesAddressIsNotTold() {
    assertThat(ReproductionPage.withoutPassword("https://farm:secret@git.example/tree.git"))
        .isEqualTo("https://git.example/tree.git");
    assertThat(ReproductionPage.withoutPassword("ssh://git@git.example/tree.git"))
        .isEqualTo("ssh://git@git.example/tree.git");
    assertThat(ReproductionPage.withoutPassword("/srv/tree.git")).isEqualTo("/srv/tree.git");
  }

  private static Given given(String key, String value) {
    return Given.newBuilder().setKey(key).setValue(value).build();
  }
}
