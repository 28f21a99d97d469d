package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a template says, as the builder script prints it: lines `key: value`, where lists are words
/// between blanks.
record Props(Map<String, String> valueByKey) {
  Props {
    valueByKey = Map.copyOf(valueByKey);
  }

  static Props read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Props parse(String text) {
    var values = new TreeMap<String, String>();
    text.lines()
        .forEach(line -> {
          int colon = line.indexOf(": ");
          if (colon > 0) {
            values.put(line.substring(0, colon), line.substring(colon + 2));
          }
        });
    return new Props(values);
  }

  /// Empty if the template does not say.
  String text(String key) {
    return valueByKey.getOrDefault(key, "");
  }

  List<String> words(String key) {
    String text = text(key).strip();
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
  }

  boolean has(String key) {
    return valueByKey.containsKey(key);
  }
}
