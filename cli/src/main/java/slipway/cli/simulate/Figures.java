package slipway.cli.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import slipway.scheduler.simulate.Latencies;
import slipway.scheduler.simulate.Measurements;

/// What was measured, in order, as text or as JSON.
final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  Figures put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  Map<String, Object> values() {
    return values;
  }

  static Map<String, Object> latency(Latencies latencies) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("p50", latencies.percentileMillis(50) / 1000);
    figures.put("p95", latencies.percentileMillis(95) / 1000);
    figures.put("p99", latencies.percentileMillis(99) / 1000);
    figures.put("mean", Math.round(latencies.meanMillis() / 1000));
    figures.put("most", latencies.mostMillis() / 1000);
    return figures;
  }

  static Map<String, Object> latencyByTarget(Measurements measurements) {
    var figures = new LinkedHashMap<String, Object>();
    measurements
        .latenciesByTarget()
        .forEach((target, latencies) -> figures.put(target.toString(), latency(latencies)));
    return figures;
  }

  void print(PrintWriter out, boolean json) throws JsonProcessingException {
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(values));
    } else {
      print(out, "", values);
    }
    out.flush();
  }

  private static void print(PrintWriter out, String indent, Map<?, ?> values) {
    values.forEach((name, value) -> {
      if (value instanceof Map<?, ?> map && map.values().stream().anyMatch(Map.class::isInstance)) {
        out.println(indent + name);
        print(out, indent + "  ", map);
      } else {
        out.printf("%-36s %s%n", indent + name, value);
      }
    });
  }
}
