package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The repository over HTTP: what `xbps-install` relies on, and what nobody may reach.
class RepositoryTest extends WebUiTest {

  private static final Instant MODIFIED = Instant.parse("2026-03-01T12:00:05.750Z");
  private static final String MODIFIED_TEXT = "Sun, 01 Mar 2026 12:00:05 GMT";

  private Path index;

  @BeforeEach
  void fillRepository() throws IOException {
    index = directory.resolve("repo/x86_64-repodata");
    Files.writeString(index, "0123456789");
    Files.setLastModifiedTime(index, FileTime.from(MODIFIED));
    Files.createDirectory(directory.resolve("repo/musl"));
    Files.writeString(directory.resolve("repo/musl/libstdc++-14.2_1.x86_64.xbps"), "package");
  }

  @Test
  void anIndexIsAskedForAgainAndAPackageIsKept() throws Exception {
    var response = browser.get("/repo/x86_64-repodata");
    assertThat(response.body()).isEqualTo("0123456789");
    assertThat(response.headers().firstValue("Last-Modified")).hasValue(MODIFIED_TEXT);
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
    var kept = browser.get("/repo/musl/libstdc++-14.2_1.x86_64.xbps");
    assertThat(kept.body()).isEqualTo("package");
    assertThat(kept.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
  }

  @Test
  void anUnchangedIndexIsNotSentAgainAndAnOlderOneIs() throws Exception {
    assertThat(since(MODIFIED_TEXT)).isEqualTo(304);
    assertThat(since("Sun, 01 Mar 2026 12:00:04 GMT")).isEqualTo(200);
    assertThat(since("Sun, 01 Mar 2026 12:00:06 GMT")).isEqualTo(200);
    assertThat(since("yesterday")).isEqualTo(200);
  }

  @Test
  void anEntityTagTellsIndexesOfOneSecondApart() throws Exception {
    var tag = browser.get("/repo/x86_64-repodata").headers().firstValue("ETag").orElseThrow();
    assertThat(withHeader("If-None-Match", tag)).isEqualTo(304);
    Files.setLastModifiedTime(index, FileTime.from(MODIFIED.plusMillis(1)));
    assertThat(withHeader("If-None-Match", tag)).isEqualTo(200);
  }

  @Test
  void partsCanBeAskedFor() throws Exception {
    assertThat(part("bytes=2-4")).isEqualTo("206 234 bytes 2-4/10");
    assertThat(part("bytes=7-")).isEqualTo("206 789 bytes 7-9/10");
    assertThat(part("bytes=-2")).isEqualTo("206 89 bytes 8-9/10");
    assertThat(part("bytes=5-99")).isEqualTo("206 56789 bytes 5-9/10");
    assertThat(part("bytes=0-1,4-5")).startsWith("200 0123456789");
    assertThat(part("pages=1-2")).startsWith("200 0123456789");
    assertThat(part("bytes=10-")).startsWith("416").endsWith("bytes */10");
  }

  @Test
  void aPartOfAnotherVersionIsSentWhole() throws Exception {
    var response =
        browser.send(
            browser
                .request("/repo/x86_64-repodata")
                .header("Range", "bytes=2-4")
                .header("If-Range", "\"another\""));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("0123456789");
  }

  @Test
  void headTellsTheSizeAndSendsNothing() throws Exception {
    var response =
        browser.send(
            browser.request("/repo/x86_64-repodata").method("HEAD", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).hasValue("10");
    assertThat(response.body()).isEmpty();
  }

  private static final String[] TRICKS = {
    "/repo/",
    "/repo/musl",
    "/repo/musl/",
    "/repo/none",
    "/repo/../users",
    "/repo/%2e%2e/users",
    "/repo/musl/../../users",
    "/repo/musl/%2e%2e/%2e%2e/users",
    "/repo/..%2fusers",
    "/repo//etc/passwd",
    "/repo/%2Fetc%2Fpasswd",
    "/repo/.hidden",
    "/repo/musl/.stage/x",
    "/repo/%00",
    "/repo/..%5cusers",
    "/repo/outside",
    "/repo/outside-directory/users",
    "/repo/x86_64-repodata.lock",
    "/repo/x86_64-repodata/",
    "/repo/./x86_64-repodata/../../users",
    "/repo/x86_64-repodata%20",
    "/repo/..;/users"
  };

  @Test
  void nothingElseCanBeReached() throws Exception {
    Files.writeString(directory.resolve("repo/.hidden"), "secret");
    Files.writeString(directory.resolve("repo/x86_64-repodata.lock"), "secret");
    Files.createDirectory(directory.resolve("repo/musl/.stage"));
    Files.writeString(directory.resolve("repo/musl/.stage/x"), "secret");
    Files.createSymbolicLink(directory.resolve("repo/outside"), directory.resolve("users"));
    Files.createSymbolicLink(directory.resolve("repo/outside-directory"), directory);
    for (String path : TRICKS) {
      assertThat(rawStatus(path)).as(path).isIn(400, 404);
    }
  }

  @Test
  void aLinkWithinTheRepositoryIsFollowed() throws Exception {
    Files.createSymbolicLink(directory.resolve("repo/current"), directory.resolve("repo/musl"));
    assertThat(browser.get("/repo/current/libstdc++-14.2_1.x86_64.xbps").body())
        .isEqualTo("package");
  }

  private int since(String date) throws IOException, InterruptedException {
    return withHeader("If-Modified-Since", date);
  }

  private int withHeader(String name, String value) throws IOException, InterruptedException {
    return browser.send(browser.request("/repo/x86_64-repodata").header(name, value)).statusCode();
  }

  private String part(String range) throws IOException, InterruptedException {
    var response = browser.send(browser.request("/repo/x86_64-repodata").header("Range", range));
    return response.statusCode()
        + " "
        + response.body()
        + " "
        + response.headers().firstValue("Content-Range").orElse("");
  }

  /// The status for a path exactly as written: clients tidy it up.
  private int rawStatus(String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), ui.port())) {
      socket.setSoTimeout(20_000);
      var request = "GET " + path + " HTTP/1.1\r\nHost: farm\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).doesNotContain("secret").doesNotContain("PBKDF2").doesNotContain("olga:");
      return Integer.parseInt(answer.substring(9, 12));
    }
  }
}
