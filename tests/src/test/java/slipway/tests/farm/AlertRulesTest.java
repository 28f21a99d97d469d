package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// That a running master exports what they ask for is seen in [CommandLineTest].
final class AlertRulesTest {
  @Test
  void eachAlertHasItsSectionOnTheOperationsPage() throws IOException {
    assertThat(AlertRules.read().names()).hasSizeGreaterThan(10).isEqualTo(AlertRules.explained());
  }
}
