package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  /// Exit codes of `xbps-uhelper cmpver`, as signs.
  private static final String TABLE =
      """
      1.0_1           = 1.0_1
      1.0alpha        < 1.0
      1.0.rc1         < 1.0
      1.0_1           < 1.0_2
      1.0alpha        < 1.0beta
      1.0.rc1         > 1.0rc1
      1.0_2           < 1.0_10
      1.0beta         < 1.0pre
      1.0_1           = 1.0.0_1
      1.0             = 1.0_0
      1.0pre          = 1.0rc
      1.0+git20200101 > 1.0
      1.0             < 1.0_1
      1.0rc1          < 1.0
      1.0~1           < 1.01
      1.0             = 1
      1.0rc1          < 1.0rc2
      20200101        > 1.0
      1.0             = 1.0.0
      1.0rc1          = 1.0pre1
      2020.01.01      < 20200101
      1.0             < 1.1
      1.0rc2          < 1.0.1
      1.0p1           > 1.0
      1.9             < 1.10
      1.0pl1          = 1.0.1
      1.0p1           > 1.0.1
      1.09            = 1.9
      1.0pl1          > 1.0
      1.0.p1          < 1.0p1
      1.0001          = 1.1
      1.0alpha1       < 1.0rc1
      1.0r1           < 1.0s1
      10              > 9
      1.0ALPHA        = 1.0alpha
      v1.0            < 1.0
      1.0a            > 1.0
      1.0prealpha     > 1.0alpha
      foo-1.0_1       < foo-1.0_2
      1.0a            < 1.0b
      1.0d            < 1.0dev
      foo-1.0_1       > bar-1.0_1
      1.0a            = 1.0.1
      3.0dev1         > 3.0
      1.17_01_1       = 1.17_1
      1.0a            = 1.0A
      1.0b1           > 1.0beta1
      1.0_1_2         = 1.0_2
      1.0z            < 1.1
      1a              = 1.1
      4294967297      = 1
      1..0            = 1.0
      1.0-            = 1.0
      2147483648      > 1
      """;

  static Stream<String> rows() {
    return TABLE.lines().map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void versionsAreOrderedAsTheClientOrdersThem(String row) {
    List<String> words = row.replaceAll(" +", " ").transform(one -> List.of(one.split(" ", 3)));
    int expected = "<=>".indexOf(words.get(1)) - 1;
    assertThat(Version.compare(words.get(0), words.get(2))).isEqualTo(expected);
    assertThat(Version.compare(words.get(2), words.get(0))).isEqualTo(-expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void theOrderNeverFailsAndIsAntisymmetric(long seed) {
    var random = new Random(seed);
    var words =
        List.of(
            "1", "09", "12", ".", "_", "-", "alpha", "Beta", "pre", "rc", "pl", "a", "z", "~", "é");
    for (int i = 0; i < 5_000; i++) {
      String a = version(random, words);
      String b = version(random, words);
      assertThat(Version.compare(a, b)).as("%s and %s", a, b).isEqualTo(-Version.compare(b, a));
      assertThat(Version.compare(a, a)).isZero();
    }
  }

  private static String version(Random random, List<String> words) {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      text.append(words.get(random.nextInt(words.size())));
    }
    return text.toString();
  }
}
