package slipway.webui.hooks;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import slipway.webui.http.Refused;

/// Fields of an `application/x-www-form-urlencoded` body whose bytes were needed for a signature.
final class FormFields {

  private static final int FIELDS_MAX = 100;

  private FormFields() {}

  /// @throws Refused with 400 if the encoding is broken
  static Map<String, String> parse(String body) {
    var valuesByName = new LinkedHashMap<String, String>();
    for (String pair : body.split("&", FIELDS_MAX)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        valuesByName.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return valuesByName;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw new Refused(400, "The form is not encoded as application/x-www-form-urlencoded.");
    }
  }
}
