package slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {
  @Test
  void metersAreServedToWhoeverAsks() throws IOException, InterruptedException {
    try (var metrics = MetricsServer.start("127.0.0.1:0");
        var client = HttpClient.newHttpClient()) {
      metrics.registry().counter("slipway.attempts", "outcome", "succeeded").increment(3);
      var answer = get(client, metrics, "/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("slipway_attempts_total{outcome=\"succeeded\"} 3.0");
      assertThat(get(client, metrics, "/metrics/../etc").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aWrongOrBusyAddressIsNamed() {
    assertThatThrownBy(() -> MetricsServer.start("everywhere"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("127.0.0.1:9100, not \"everywhere\"");
    try (var first = MetricsServer.start("127.0.0.1:0")) {
      String taken = "127.0.0.1:" + first.port();
      assertThatThrownBy(() -> MetricsServer.start(taken))
          .isInstanceOf(Failure.class)
          .hasMessageContaining(taken);
    }
  }

  private static HttpResponse<String> get(HttpClient client, MetricsServer metrics, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics.port() + path)).build(),
        BodyHandlers.ofString());
  }
}
