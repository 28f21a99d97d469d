package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.webui.Facts.build;
import static slipway.webui.Facts.details;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import slipway.proto.BuildState;
import slipway.proto.Problem;

/// What each page says, and how it answers for things that are not there.
class PagesTest extends WebUiTest {

  @Test
  void anOverviewOfAnEmptyFarmExplainsItself() throws IOException, InterruptedException {
    assertThat(browser.page("/"))
        .contains("Harbour")
        .contains("The farm has no targets yet")
        .contains("No worker has reported yet")
        .contains("No push has been reported yet");
  }

  @Test
  void aBuildWithoutAnAttemptSaysThatThereIsNoLogYet() throws IOException, InterruptedException {
    farm.add(details(build(12, "zlib", BuildState.BLOCKED).setWhy("waits for cmake")));
    assertThat(browser.page("/build/12"))
        .contains("zlib")
        .contains("waits for cmake")
        .contains("There is a log once a worker has begun");
  }

  @Test
  void aFailureToPublishIsSeenOnEveryPage() throws IOException, InterruptedException {
    farm.overview.addPublishing(
        Problem.newBuilder()
            .setKind("publishing")
            .setText("Nothing is published: No space left on device"));
    for (String page : List.of("/", "/queue", "/repositories")) {
      assertThat(browser.page(page))
          .contains("Publishing is in trouble")
          .contains("No space left on device");
    }
  }

  @Test
  void anUnknownBuildIsNotFoundAndNamed() throws IOException, InterruptedException {
    var response = browser.get("/build/999");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("There is no build 999");
  }

  @Test
  void anIdThatIsNoNumberIsNotFound() throws IOException, InterruptedException {
    assertThat(browser.get("/build/x").statusCode()).isEqualTo(404);
    assertThat(browser.get("/build/-1").statusCode()).isEqualTo(404);
    assertThat(browser.get("/build/99999999999999999999").statusCode()).isEqualTo(404);
  }

  @Test
  void hostileNamesStayText() throws IOException, InterruptedException {
    var hostile = "<script>alert(1)</script>\"'><img src=x>";
    farm.add(details(build(5, hostile, BuildState.FAILED).setWhy(hostile).setWorker(hostile)));
    farm.overview.addLatelyFailed(build(5, hostile, BuildState.FAILED).setWhy(hostile));
    assertThat(browser.page("/build/5"))
        .doesNotContain("<script>alert")
        .doesNotContain("<img src=x");
    assertThat(browser.page("/")).doesNotContain("<script>alert").doesNotContain("<img src=x");
  }
}
