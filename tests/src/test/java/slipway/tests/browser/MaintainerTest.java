package slipway.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import slipway.cli.demo.DemoFarm;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.ListBuildsRequest;
import slipway.tests.farm.LiveFarm;

/// What a maintainer does: looks at the overview, opens a build, follows its log, and tries it
/// again.
///
/// Leaves pictures of every page in `target/screenshots`, for people to look at.
final class MaintainerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @Test
  void aBuildIsFollowedAndTriedAgain(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (LiveFarm farm = LiveFarm.start(Files.createDirectory(directory.resolve("farm")))) {
      ChromeDriver browser = browser(directory.resolve("profile"));
      try {
        var wait = new WebDriverWait(browser, PATIENCE);
        wait.ignoring(StaleElementReferenceException.class);
        browser.get(farm.processes().webAddress());
        String commit = farm.tree().pushFirst();
        overviewBecomesBusyByItself(wait);
        takePicture(browser, "overview-busy-1280");
        farm.awaitSettled(commit);

        Build failed = failedBuild(farm);
        wait.until(page -> {
          page.findElement(By.cssSelector("#failed a[href='/build/" + failed.getId() + "']"))
              .click();
          return true;
        });
        wait.until(
            ExpectedConditions.textToBePresentInElementLocated(
                By.id("log"), "bow 3.20 m, stern 4.00 m"));

        logIn(browser, wait, farm);
        browser.get(farm.processes().webAddress() + "build/" + failed.getId());
        wait.until(
                ExpectedConditions.elementToBeClickable(
                    By.xpath("//button[contains(., 'etry') or contains(., 'again')]")))
            .click();
        wait.until(page -> page.findElements(By.cssSelector("#attempts tbody tr")).size() >= 2);
        farm.await(
            "the retried build to fail again",
            () -> {
              Build now = build(farm, failed.getId());
              return now.getAttemptCount() == 2 && now.getState() == BuildState.FAILED;
            });
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.id("state"), "ailed"));
        takePictures(browser, farm, failed);
      } finally {
        browser.quit();
      }
    }
  }

  /// Nobody reloads the page: it hears of the push and of what starts.
  private static void overviewBecomesBusyByItself(WebDriverWait wait) {
    wait.until(page -> {
      List<WebElement> building = page.findElements(By.cssSelector("#building a[href^='/build/']"));
      return !building.isEmpty();
    });
  }

  private static Build failedBuild(LiveFarm farm) {
    return farm.builds(
            ListBuildsRequest.newBuilder()
                .setPackage("ballast")
                .addStates(BuildState.FAILED)
                .build())
        .getFirst();
  }

  private static Build build(LiveFarm farm, long id) {
    return farm.builds(ListBuildsRequest.newBuilder().setPackage("ballast").build()).stream()
        .filter(build -> build.getId() == id)
        .findFirst()
        .orElseThrow();
  }

  private static void logIn(ChromeDriver browser, WebDriverWait wait, LiveFarm farm) {
    browser.get(farm.processes().webAddress() + "login");
    browser.findElement(By.name("name")).sendKeys(DemoFarm.OPERATOR);
    browser.findElement(By.name("password")).sendKeys(farm.processes().password());
    browser.findElement(By.cssSelector("form[action='/login'] button")).click();
    wait.until(ExpectedConditions.not(ExpectedConditions.urlContains("/login")));
  }

  private static void takePictures(ChromeDriver browser, LiveFarm farm, Build build)
      throws IOException {
    Map<String, String> pages =
        Map.ofEntries(
            Map.entry("overview", ""),
            Map.entry("build", "build/" + build.getId()),
            Map.entry("push", "push/" + build.getPush()),
            Map.entry("pushes", "pushes"),
            Map.entry("package", "package/libtide"),
            Map.entry("builds", "builds"),
            Map.entry("queue", "queue"),
            Map.entry("workers", "workers"),
            Map.entry("repositories", "repositories"),
            Map.entry("problems", "problems"),
            Map.entry("search", "search?text=stern"),
            Map.entry("audit", "audit"));
    for (int width : new int[] {1280, 390}) {
      browser.manage().window().setSize(new Dimension(width, width == 1280 ? 1000 : 1400));
      for (var page : pages.entrySet()) {
        browser.get(farm.processes().webAddress() + page.getValue());
        takePicture(browser, page.getKey() + "-" + width);
        Long overflow =
            (Long)
                browser.executeScript(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow)
            .as("%s is wider than %d pixels", page.getKey(), width)
            .isLessThanOrEqualTo(0);
      }
    }
  }

  private static void takePicture(ChromeDriver browser, String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static ChromeDriver browser(Path profile) {
    var options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,1000",
        "--user-data-dir=" + profile);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }
}
