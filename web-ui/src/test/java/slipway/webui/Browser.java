package slipway.webui;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A browser without JavaScript, with cookies of its own. Follows no redirects.
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final String root;
  private final HttpClient client;

  Browser(WebUi ui) {
    this.root = "http://127.0.0.1:" + ui.port();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /// A stream of lines that the caller reads as they come.
  HttpResponse<Stream<String>> lines(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Accept", "text/event-stream")
            .build(),
        BodyHandlers.ofLines());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  /// The page, which must be there.
  String page(String path) throws IOException, InterruptedException {
    var response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + "\n" + response.body());
    }
    return response.body();
  }

  HttpResponse<String> post(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    var form =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  HttpResponse<String> login(String name, String password)
      throws IOException, InterruptedException {
    return post("/login", Map.of("name", name, "password", password, "next", "/queue"));
  }

  /// The token that the forms of this browser's login carry.
  String csrf() throws IOException, InterruptedException {
    var match = CSRF.matcher(page("/"));
    return match.find() ? match.group(1) : "";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow(); // close() would wait for streams that have no end
  }
}
