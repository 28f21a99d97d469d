package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.webui.Facts.build;
import static slipway.webui.Facts.details;

import io.grpc.Status;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.proto.BuildState;
import slipway.proto.CancelRequest;
import slipway.proto.DrainRequest;
import slipway.proto.ForceRequest;
import slipway.proto.Lane;
import slipway.proto.PauseRequest;
import slipway.proto.RetryRequest;

/// What people do to the farm, and who may.
class ActionsTest extends WebUiTest {

  @BeforeEach
  void aFailedAndARunningBuild() {
    farm.add(details(build(12, "zlib", BuildState.FAILED)));
    farm.add(details(build(13, "curl", BuildState.BUILDING)));
  }

  @Test
  void aCommitterRetriesAFailedBuildInTheirName() throws Exception {
    browser.login("carl", PASSWORD);
    assertThat(browser.page("/build/12")).contains("action=\"/build/12/retry\"");
    var response = act("/build/12/retry", Map.of("reason", "mirror was down"));
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(farm.actions)
        .containsExactly(
            RetryRequest.newBuilder()
                .setBuild(12)
                .setActor("carl")
                .setReason("mirror was down")
                .build());
    assertThat(browser.page("/build/12")).contains("Build 12 is tried again.");
    assertThat(browser.page("/build/12")).doesNotContain("Build 12 is tried again.");
  }

  @Test
  void aRunningBuildIsCancelled() throws Exception {
    browser.login("carl", PASSWORD);
    assertThat(browser.page("/build/13")).contains("action=\"/build/13/cancel\"");
    act("/build/13/cancel", Map.of());
    assertThat(farm.actions)
        .containsExactly(CancelRequest.newBuilder().setBuild(13).setActor("carl").build());
  }

  @Test
  void packagesAreForcedOnChosenTargets() throws Exception {
    browser.login("carl", PASSWORD);
    SampleFarm.fill(farm);
    assertThat(browser.page("/force?package=zlib"))
        .contains("value=\"zlib\"")
        .contains("aarch64@x86_64");
    act(
        "/force",
        Map.of(
            "packages",
            "zlib, curl",
            "targets",
            "aarch64@x86_64",
            "lane",
            "bulk",
            "reason",
            "abi"));
    assertThat(farm.actions)
        .containsExactly(
            ForceRequest.newBuilder()
                .addPackages("zlib")
                .addPackages("curl")
                .addTargets(Facts.AARCH64)
                .setLane(Lane.BULK)
                .setReason("abi")
                .setActor("carl")
                .build());
    assertThat(act("/force", Map.of("packages", " ")).statusCode()).isEqualTo(400);
    assertThat(act("/force", Map.of("packages", "x", "lane", "fast")).statusCode()).isEqualTo(400);
  }

  @Test
  void anOperatorDrainsAndPauses() throws Exception {
    SampleFarm.fill(farm);
    browser.login("olga", PASSWORD);
    assertThat(browser.page("/worker/vm-glibc-1")).contains("Drain");
    assertThat(browser.page("/worker/vm-musl-2")).contains("Give it builds again");
    act("/worker/vm-glibc-1/drain", Map.of("reason", "kernel"));
    act("/worker/vm-musl-2/drain", Map.of("undo", "1"));
    act("/pause", Map.of("reason", "power cut"));
    assertThat(farm.actions)
        .containsExactly(
            DrainRequest.newBuilder()
                .setWorker("vm-glibc-1")
                .setReason("kernel")
                .setActor("olga")
                .build(),
            DrainRequest.newBuilder().setWorker("vm-musl-2").setUndo(true).setActor("olga").build(),
            PauseRequest.newBuilder().setReason("power cut").setActor("olga").build());
    assertThat(browser.page("/queue")).contains("power cut").contains("Go on building");
  }

  @Test
  void aRoleAllowsWhatItAllowsAndNoMore() throws Exception {
    assertThat(browser.post("/build/12/retry", Map.of()).statusCode()).isEqualTo(401);
    browser.login("vera", PASSWORD);
    assertThat(browser.page("/build/12")).doesNotContain("/retry\"");
    assertThat(act("/build/12/retry", Map.of()).statusCode()).isEqualTo(403);
    assertThat(browser.get("/force").statusCode()).isEqualTo(403);
    browser.login("carl", PASSWORD);
    var refused = act("/pause", Map.of());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("takes the role operator");
    assertThat(farm.actions).isEmpty();
  }

  @Test
  void whatIsNotPossibleNowIsSaidOnThePage() throws Exception {
    browser.login("carl", PASSWORD);
    farm.refusal = Status.FAILED_PRECONDITION.withDescription("Build 12 is already being tried.");
    assertThat(act("/build/12/retry", Map.of()).statusCode()).isEqualTo(303);
    assertThat(browser.page("/build/12"))
        .contains("class=\"banner bad\"")
        .contains("Build 12 is already being tried.");
  }

  @Test
  void theMastersRefusalsKeepTheirMeaning() throws Exception {
    browser.login("carl", PASSWORD);
    farm.refusal = Status.NOT_FOUND.withDescription("There is no build 99.");
    assertThat(act("/build/99/retry", Map.of()).statusCode()).isEqualTo(404);
    farm.refusal = Status.PERMISSION_DENIED.withDescription("this token reads only");
    var denied = act("/build/12/retry", Map.of());
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("The master does not let the web UI do this");
  }

  @Test
  void anActionWithoutAMasterIsNotLostSilently() throws Exception {
    browser.login("carl", PASSWORD);
    var csrf = browser.csrf();
    farm.stop();
    var response = browser.post("/build/12/retry", Map.of("csrf", csrf));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("No master answers just now");
  }

  private HttpResponse<String> act(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    var all = new HashMap<>(fields);
    all.put("csrf", browser.csrf());
    return browser.post(path, all);
  }
}
