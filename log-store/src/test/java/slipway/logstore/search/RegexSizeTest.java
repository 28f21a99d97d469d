package slipway.logstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexSizeTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc 3",
        "a{10} 10",
        "a{3,10}b 11",
        "a{10,} 11",
        "(ab){10}c 31",
        "((a{10}){10}){10} 1110",
        "[a{9}]{10} 10",
        "\\x{100000}{2} 2",
        "\\p{Greek} 1",
        "a\\{1000} 7",
        "\\Qa{9}\\E{3} 7",
        "x{a} 4",
        "((a{1000}){1000}){1000} 1001001000"
      })
  void repetitionsMultiply(String expression, long size) {
    assertThat(RegexSize.of(expression)).isEqualTo(size);
  }
}
