package slipway.webui;

import io.javalin.http.Context;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import slipway.webui.http.Refused;

/// Style sheet, scripts and pictures, held in memory. Their addresses contain a hash of all of
/// them, so browsers may keep them for ever.
final class Assets {

  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";
  private static final Map<String, String> SOURCES_BY_NAME =
      Map.of(
          "slipway.css", "/slipway/webui/slipway.css",
          "slipway.js", "/slipway/webui/slipway.js",
          "slipway.svg", "/slipway/webui/slipway.svg",
          "htmx.js", HTMX);

  private final Map<String, byte[]> bytesByName = new LinkedHashMap<>();
  private final String hash;

  /// Reads all of them.
  ///
  /// @throws IOException if the program is packaged without them
  Assets() throws IOException {
    for (var source : SOURCES_BY_NAME.entrySet()) {
      bytesByName.put(source.getKey(), load(source.getValue()));
    }
    this.hash = hash();
  }

  /// What the addresses begin with.
  String prefix() {
    return "/static/" + hash + "/";
  }

  void serve(Context ctx) {
    var name = ctx.pathParam("name");
    var bytes = bytesByName.get(name);
    if (bytes == null) {
      throw new Refused(404, "There is no file " + name + ".");
    }
    boolean current = ctx.pathParam("hash").equals(hash);
    ctx.header("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
    ctx.contentType(type(name)).result(bytes);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> "text/css; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      default -> "application/octet-stream";
    };
  }

  private static byte[] load(String resource) throws IOException {
    try (var in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("The program is not complete: " + resource + " is missing.");
      }
      return in.readAllBytes();
    }
  }

  private String hash() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      bytesByName.keySet().stream().sorted().map(bytesByName::get).forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
