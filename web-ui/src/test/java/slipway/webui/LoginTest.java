package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who gets in, and what a login is worth.
class LoginTest extends WebUiTest {

  @Test
  void aPersonLogsInAndGoesOnToThePageThatWasWanted() throws Exception {
    var response = browser.login("olga", PASSWORD);
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/queue");
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .doesNotContain("Secure");
    assertThat(browser.page("/")).contains(">olga<").contains("Log out");
  }

  @Test
  void theCookieIsSecureBehindHttps() throws Exception {
    var response =
        browser.send(
            browser
                .request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Forwarded-Proto", "https")
                .POST(BodyPublishers.ofString("name=olga&password=" + PASSWORD.replace(' ', '+'))));
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreToldTheSame() throws Exception {
    var wrong = browser.login("olga", "wrong password");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("The name or the password is wrong.");
    assertThat(browser.login("nobody", PASSWORD).body())
        .contains("The name or the password is wrong.");
    assertThat(browser.page("/")).contains("Log in").doesNotContain("Log out");
  }

  @Test
  void guessingIsSlowedDown() throws Exception {
    for (int i = 0; i < 5; i++) {
      browser.login("olga", "guess number " + i);
    }
    var response = browser.login("olga", PASSWORD);
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains("Too many failed logins");
  }

  @Test
  void nobodyIsSentToAnotherSite() throws Exception {
    for (String next :
        new String[] {
          "https://evil.example/", "//evil.example", "/\\evil.example", "x", "/a b", ""
        }) {
      var response =
          browser.post("/login", Map.of("name", "vera", "password", PASSWORD, "next", next));
      assertThat(response.headers().firstValue("Location").orElseThrow()).as(next).isEqualTo("/");
    }
  }

  @Test
  void aLogoutEndsTheSession() throws Exception {
    browser.login("olga", PASSWORD);
    var csrf = browser.csrf();
    assertThat(browser.post("/logout", Map.of("csrf", csrf)).statusCode()).isEqualTo(303);
    assertThat(browser.page("/")).contains("Log in");
    assertThat(browser.post("/pause", Map.of("csrf", csrf)).statusCode()).isEqualTo(401);
  }

  @Test
  void aFormOfAnotherSiteDoesNothing() throws Exception {
    browser.login("olga", PASSWORD);
    var form = "csrf=" + browser.csrf();
    assertThat(postWith("Origin", "https://evil.example", form)).isEqualTo(403);
    assertThat(postWith("Sec-Fetch-Site", "cross-site", form)).isEqualTo(403);
    assertThat(postWith("Sec-Fetch-Site", "same-origin", "csrf=guess")).isEqualTo(403);
    assertThat(postWith("Sec-Fetch-Site", "same-origin", "")).isEqualTo(403);
    assertThat(farm.actions).isEmpty();
    assertThat(postWith("Sec-Fetch-Site", "same-origin", form)).isEqualTo(303);
    assertThat(postWith("Origin", "http://127.0.0.1:" + ui.port(), form)).isEqualTo(303);
    assertThat(farm.actions).hasSize(2);
  }

  @Test
  void aPersonTakenOutOfTheFileIsOutAtOnce() throws Exception {
    browser.login("olga", PASSWORD);
    var csrf = browser.csrf();
    Files.writeString(directory.resolve("users"), "# nobody\n");
    Files.setLastModifiedTime(
        directory.resolve("users"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(browser.post("/pause", Map.of("csrf", csrf)).statusCode()).isEqualTo(401);
  }

  private int postWith(String header, String value, String form)
      throws IOException, InterruptedException {
    return browser
        .send(
            browser
                .request("/pause")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(header, value)
                .POST(BodyPublishers.ofString(form)))
        .statusCode();
  }
}
