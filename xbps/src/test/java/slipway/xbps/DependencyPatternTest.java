package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyPatternTest {
  /// Answers of `xbps-uhelper pkgmatch`.
  @ParameterizedTest
  @CsvSource({
    "foo-1.0_1, foo>=1.0, true",
    "foo-1.0_1, foo>1.0, true",
    "foo-1.0_1, foo<=1.0, false",
    "foo-1.0_1, foo<=1.0_1, true",
    "foo-1.0_1, foo<1.0_2, true",
    "foo-1.5_1, foo>=1.2<2, true",
    "foo-1.5_1, foo>1.2<2, true",
    "foo-2.0_1, foo>=1.2<2, false",
    "foo-2.0_1, foo>=1.2<=2.0_1, true",
    "foo-1.5_1, foo<2>=1.9, true",
    "foo-1.0_1, foo-[0-9]*, true",
    "foo-1.0_1, foo-1.*, true",
    "foo-1.0_1, foo-?.0_1, true",
    "foo-1.0_1, fo*, true",
    "foo-1.0_1, foo-1.0_1, true",
    "foo-1.0_1, foo, false",
    "foo-1.0_1, foo-1.0, false",
    "foo-1.0_1, '{foo,bar}-1.0_1', false",
    "foo-1.0_1, [!f]oo-1.0_1, false",
    "foo-1.0_1, [!g]oo-1.0_1, true",
    "foo-1.0_1, foo==1.0_1, false",
    "foo-1.0_1, foo!=1.0, false",
    "foo-bar-1.0_1, foo>=0, false",
    "foo-bar-1.0_1, foo-bar>=0, true",
    "foo-1.0_1, foo>=1.0<, false",
    "foo-1.0_1, foo-1.0_1*, true",
    "foo-1.0_1, foo-[1, false",
    "foo]-1.0_1, foo[]]-*, true",
    ".foo-1.0_1, *, false",
    "foo, foo>=0, false",
  })
  void patternsMatchAsInTheClient(String pkgver, String pattern, boolean matches) {
    assertThat(DependencyPattern.matches(pkgver, pattern)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "foo-[0-9]*, foo",
    "foo>=1.0, foo",
    "foo-bar<2, foo-bar",
    "foo-1.0_1, foo",
    "foo, ''",
    ">=1, ''",
  })
  void thePatternTellsItsName(String pattern, String name) {
    assertThat(DependencyPattern.nameOf(pattern).orElse("")).isEqualTo(name);
  }

  @Test
  void aHostilePatternCostsNoMoreThanItsLength() {
    String pattern = "*a".repeat(2_000) + "*b";
    String text = "a".repeat(20_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> assertThat(DependencyPattern.matches(text, pattern)).isFalse());
  }
}
