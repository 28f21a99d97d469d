package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// A farm that is not public shows nothing to strangers.
class PrivateFarmTest extends WebUiTest {

  @Override
  WebUiConfig config() {
    return config(false);
  }

  @Test
  void strangersAreSentToTheLogin() throws IOException, InterruptedException {
    var response = browser.get("/build/12?attempt=3");
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location").orElseThrow())
        .endsWith("/login?next=%2Fbuild%2F12%3Fattempt%3D3");
  }

  @Test
  void programsOfStrangersAreTurnedDown() throws IOException, InterruptedException {
    for (String path : new String[] {"/api/overview", "/log/1", "/live", "/log/1/live"}) {
      assertThat(browser.get(path).statusCode()).as(path).isEqualTo(401);
    }
  }

  @Test
  void loginHealthStylesAndRepositoryStayOpen() throws IOException, InterruptedException {
    assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    assertThat(browser.get("/healthz").body()).startsWith("ok");
    assertThat(browser.get("/repo/none").statusCode()).isEqualTo(404);
    assertThat(browser.get("/static/x/slipway.css").statusCode()).isEqualTo(200);
  }

  @Test
  void thePageOfALoginTellsNothingOfTheFarm() throws IOException, InterruptedException {
    SampleFarm.fill(farm);
    assertThat(browser.page("/login")).doesNotContain("master-2").doesNotContain("paused");
  }

  @Test
  void aViewerReads() throws IOException, InterruptedException {
    browser.login("vera", PASSWORD);
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
    assertThat(browser.get("/api/overview").statusCode()).isEqualTo(200);
  }
}
