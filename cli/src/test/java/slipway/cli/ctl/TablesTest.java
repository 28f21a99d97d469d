package slipway.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TablesTest {
  @Test
  void textFromOutsideCommandsNoTerminal() {
    assertThat(Tables.printable("cc\u001b[2J\tsays\u009b31m \u00e9\u007f\n"))
        .isEqualTo("cc [2J says 31m \u00e9  ");
  }
}
