package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.proto.BuildState;

/// Every page and every address of the API, for a farm on a busy afternoon.
class SamplePagesTest extends WebUiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern API = Pattern.compile("/api/[a-z]+(?:/\\{[a-z]+})?(?:/why)?");

  private long failed;

  @BeforeEach
  void aBusyFarm() {
    SampleFarm.fill(farm);
    failed = farm.overview.getLatelyFailed(0).getId();
  }

  private List<String> pages() {
    return List.of(
        "/",
        "/pushes",
        "/push/2041",
        "/builds",
        "/builds?state=failed&target=aarch64@x86_64",
        "/build/" + failed,
        "/build/84310",
        "/build/" + SampleFarm.RELEASED_BUILD,
        "/package/curl",
        "/package/libstdc++-stage",
        "/queue",
        "/queue?blocked=1",
        "/workers",
        "/worker/vm-glibc-1",
        "/repositories",
        "/packages",
        "/packages?q=curl&arch=x86_64",
        "/packages?file=/usr/bin/curl",
        "/packages/x86_64/curl",
        "/problems",
        "/search",
        "/search?text=undefined",
        "/audit",
        "/api",
        "/login");
  }

  @Test
  void everyPageIsWholeKeepsToItselfAndCarriesItsPolicy() throws Exception {
    for (String path : pages()) {
      var response = browser.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      var html = response.body();
      assertThat(html).as(path).startsWith("<!doctype html>").contains("</html>");
      assertThat(html).as(path).doesNotContain("style=").doesNotContain("onclick");
      assertThat(html.split("<h1", -1)).as(path).hasSize(2);
      LINK.matcher(html)
          .results()
          .forEach(link -> assertThat(link.group(1)).as(path).matches("[/#].*"));
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void everyLinkOfTheOverviewLeadsSomewhere() throws Exception {
    var links =
        LINK.matcher(browser.page("/"))
            .results()
            .map(link -> link.group(1).replace("&amp;", "&"))
            .filter(link -> link.startsWith("/"))
            .distinct()
            .toList();
    assertThat(links).hasSizeGreaterThan(40);
    for (String link : links) {
      assertThat(browser.get(link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @Test
  void pagesSayWhatTheyAreFor() throws Exception {
    assertThat(browser.page("/"))
        .contains("aarch64@x86_64")
        .contains("failing")
        .contains("up to date")
        .contains("kernel update tonight")
        .contains("chromium: update to");
    assertThat(browser.page("/build/" + failed))
        .contains("tried again when its template changes")
        .contains("2 of 1,204 tests")
        .contains("phase compile")
        .contains("line error");
    assertThat(browser.page("/package/curl"))
        .contains("armv6l*")
        .contains("needed by 2")
        .contains("seen on tier1-de");
    assertThat(browser.page("/queue")).contains("needs 96 GiB of disk").contains("38");
    assertThat(browser.page("/repositories"))
        .contains("libcrypto.so.3 is still needed")
        .contains("connection refused")
        .contains("312\u00a0packages behind x86_64")
        .contains("its clock is 7200 s behind ours")
        .contains("/repo/");
    assertThat(browser.page("/build/" + SampleFarm.RELEASED_BUILD))
        .contains("Receipt")
        .contains("seen on a mirror")
        .contains("tier1-de")
        .contains("both own /usr/bin/wcurl");
    assertThat(browser.page("/packages/x86_64/curl"))
        .contains("in the index, for everybody")
        .contains("href=\"/build/90001\"");
    assertThat(browser.page("/packages?q=curl")).contains("groks URLs").contains("staged");
    assertThat(browser.page("/packages?file=bin/curl")).contains("/usr/bin/curl");
    assertThat(browser.page("/packages/x86_64/curl")).contains("libcurl&gt;=8.9.1_1");
    assertThat(browser.get("/packages?file=[").statusCode()).isEqualTo(400);
    assertThat(browser.page("/problems")).contains("unexpected end of file").contains("cycle");
    assertThat(browser.page("/audit")).contains("drain vm-glibc-2").contains("GitHub webhook");
    assertThat(browser.page("/search?text=undefined"))
        .contains("&amp;at=")
        .contains("4&nbsp;lines".replace("&nbsp;", "\u00a0"));
    assertThat(browser.page("/search?text=nowhere")).contains("No line of any log");
    assertThat(browser.page("/push/2038")).contains("does not evaluate, line 12");
  }

  @Test
  void publishedPackagesAreToldInTheFormOfXqApi() throws Exception {
    assertThat(browser.get("/v1/archs").body()).isEqualTo("{\"data\":[\"x86_64\"]}\n");
    assertThat(browser.get("/v1/packages/x86_64").body()).isEqualTo("{\"data\":[\"curl\"]}\n");
    assertThat(browser.get("/v1/query/x86_64-musl?q=cur").body())
        .isEqualTo(
            """
            {"data":[{"name":"curl","version":"8.9.1","revision":1,"repository":"musl","filename_size":262144,"short_desc":"Client that groks URLs"}]}
            """);
    assertThat(browser.get("/v1/packages/x86_64/curl").body())
        .contains("\"repository\":\"current\"", "\"run_depends\":[\"libcurl>=8.9.1_1\"]");
    assertThat(browser.get("/v1/packages/x86_64/wget").statusCode()).isEqualTo(404);
    assertThat(browser.get("/api/packages?q=curl").body()).contains("\"index_architecture\"");
  }

  @Test
  void buildsAreNarrowedDown() throws Exception {
    assertThat(browser.page("/builds?state=failed"))
        .contains("check failed")
        .doesNotContain("s-ready");
    assertThat(browser.page("/builds?package=curl")).contains(">curl<").doesNotContain(">zlib<");
    assertThat(browser.page("/builds?target=none")).contains("No build fits");
    assertThat(browser.get("/builds?state=odd").statusCode()).isEqualTo(400);
    assertThat(browser.get("/builds?before=x").body()).contains("wants a number");
  }

  @Test
  void aLongListGoesOnOnTheNextPage() throws Exception {
    for (long id = 1; id <= 150; id++) {
      farm.add(Facts.details(Facts.build(id, "many", BuildState.RELEASED)));
    }
    var page = browser.page("/builds?package=many&state=released");
    assertThat(page).contains("/builds?before=51&amp;package=many&amp;state=released");
    assertThat(browser.page("/builds?before=51&package=many")).doesNotContain("rel=\"next\"");
  }

  @Test
  void thingsThatAreNotThereAreNotFound() throws Exception {
    for (String path :
        List.of(
            "/push/1",
            "/package/none",
            "/worker/none",
            "/none",
            "/build/1/none",
            "/static/x/none")) {
      var response = browser.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.body()).as(path).contains("</html>");
    }
    assertThat(browser.post("/", Map.of()).statusCode()).isIn(404, 405);
  }

  @Test
  void everyAddressOfTheApiIsDocumentedAndAnswersWithJson() throws Exception {
    var documented = API.matcher(browser.page("/api")).results().map(one -> one.group()).distinct();
    for (String path : documented.filter(one -> !one.equals("/api/events")).toList()) {
      var id = path.contains("/push/") ? "2041" : Long.toString(failed);
      var answer = json(path.replace("{id}", id).replace("{name}", "curl") + "?text=undefined");
      assertThat(answer.isObject()).as(path).isTrue();
      assertThat(answer.size()).as(path).isPositive();
    }
    assertThat(json("/api/overview").at("/targets/2/target/architecture").asText())
        .isEqualTo("aarch64");
    assertThat(json("/api/builds?state=failed").at("/builds/0/why").asText()).isNotEmpty();
    assertThat(json("/api/search?text=undefined").at("/hits").size()).isEqualTo(4);
  }

  @Test
  void theApiTellsErrorsAsJson() throws Exception {
    var response = browser.get("/api/build/999");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).at("/error").asText())
        .isEqualTo("There is no build 999.");
    assertThat(browser.get("/api/none").statusCode()).isEqualTo(404);
  }

  @Test
  void headAnswersLikeGetWithoutABody() throws Exception {
    for (String path :
        Stream.concat(pages().stream(), Stream.of("/healthz", "/api/overview")).toList()) {
      var head = browser.send(browser.request(path).method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).as(path).isEqualTo(200);
      assertThat(head.body()).as(path).isEmpty();
    }
    var missing = browser.send(browser.request("/build/1").method("HEAD", BodyPublishers.noBody()));
    assertThat(missing.statusCode()).isEqualTo(404);
  }

  @Test
  void stylesAndScriptsAreKeptByBrowsers() throws Exception {
    var page = browser.page("/");
    var assets =
        LINK.matcher(page)
            .results()
            .map(link -> link.group(1))
            .filter(link -> link.startsWith("/static/"));
    var paths = assets.distinct().toList();
    assertThat(paths).hasSize(4);
    for (String path : paths) {
      var response = browser.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("Cache-Control").orElseThrow())
          .contains("immutable");
    }
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(browser.page(path));
  }

  @Test
  void aFailedBuildTellsItsFirstErrorAndWhetherThatWasSeenBefore() throws Exception {
    var page = browser.get("/build/" + failed).body();
    assertThat(page)
        .contains(
            "Go to the first error", "130\u00a0warnings", "Seen before", "3\u00a0earlier logs")
        .containsPattern("href=\"/build/" + failed + "\\?attempt=\\d+&amp;at=\\d+#log\"");
  }

  @Test
  void aSearchMarksWhatItFoundAndKeepsItsFilters() throws Exception {
    var page =
        browser
            .get("/search?text=undefined&worker=vm-glibc-2&cause=package-error&since=2026-01-02")
            .body();
    assertThat(page)
        .contains(
            "<mark>undefined</mark> reference", "value=\"vm-glibc-2\"", "value=\"2026-01-02\"")
        .contains("<option value=\"package-error\" selected>");
    assertThat(browser.get("/search?text=x&cause=bad-luck").statusCode()).isEqualTo(400);
    assertThat(browser.get("/search?text=x&since=yesterday").statusCode()).isEqualTo(400);
  }
}
