package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.webui.Facts.build;
import static slipway.webui.Facts.details;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slipway.proto.BuildState;
import slipway.proto.CancelRequest;
import slipway.proto.CancelWindowRequest;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.DrainRequest;
import slipway.proto.ForceRequest;
import slipway.proto.HeldBuilds;
import slipway.proto.HoldRequest;
import slipway.proto.Lane;
import slipway.proto.MaintenanceWindow;
import slipway.proto.MoveRequest;
import slipway.proto.PauseRequest;
import slipway.proto.Place;
import slipway.proto.PlanWindowRequest;
import slipway.proto.RetryRequest;
import slipway.proto.Target;

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
  void aCommitterGetsTheBuildTreeOfAFailedAttempt() throws Exception {
    assertThat(browser.get("/attempt/77/tree.tar.gz").statusCode()).isEqualTo(403);
    browser.login("carl", PASSWORD);
    var tree = browser.get("/attempt/77/tree.tar.gz");
    assertThat(tree.statusCode()).isEqualTo(200);
    assertThat(tree.body()).isEqualTo("a tree, packed");
    assertThat(tree.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"attempt-77.tar.gz\"");
    assertThat(browser.get("/attempt/78/tree.tar.gz").statusCode()).isEqualTo(404);
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

  @Test
  void anOperatorArrangesFromThePages() throws Exception {
    browser.login("olga", PASSWORD);
    SampleFarm.fill(farm);
    assertThat(browser.page("/queue")).contains("action=\"/hold\"").contains("/lane/move");
    assertThat(browser.page("/workers")).contains("action=\"/window\"").contains("/location/drain");
    assertThat(browser.page("/build/13")).contains("action=\"/build/13/move\"");
    act("/hold", Map.of("package", "zlib", "target", "aarch64@x86_64", "reason", "abi"));
    act("/hold", Map.of("package", "zlib", "undo", "1"));
    act("/build/13/move", Map.of("lane", "urgent", "place", "first"));
    act("/lane/move", Map.of("from", "bulk", "lane", "push"));
    act("/location/drain", Map.of("location", "fsn", "reason", "power"));
    act("/window", Map.of("worker", "w1", "from", "2026-11-24T22:00", "until", "2026-11-24T23:30"));
    act("/window/7/cancel", Map.of());
    act("/package/zlib/estimate", Map.of("duration", "90 min", "disk", "12 GiB"));
    assertThat(farm.actions)
        .containsExactly(
            HoldRequest.newBuilder()
                .setPackage("zlib")
                .setTarget(Target.newBuilder().setHost("x86_64").setArchitecture("aarch64"))
                .setReason("abi")
                .setActor("olga")
                .build(),
            HoldRequest.newBuilder().setPackage("zlib").setUndo(true).setActor("olga").build(),
            MoveRequest.newBuilder()
                .setBuild(13)
                .setLane(Lane.URGENT)
                .setPlace(Place.FIRST)
                .setActor("olga")
                .build(),
            MoveRequest.newBuilder()
                .setAllOf(Lane.BULK)
                .setLane(Lane.PUSH)
                .setActor("olga")
                .build(),
            DrainRequest.newBuilder()
                .setLocation("fsn")
                .setReason("power")
                .setActor("olga")
                .build(),
            PlanWindowRequest.newBuilder()
                .setWorker("w1")
                .setFrom(Timestamp.newBuilder().setSeconds(1_795_557_600L))
                .setUntil(Timestamp.newBuilder().setSeconds(1_795_563_000L))
                .setActor("olga")
                .build(),
            CancelWindowRequest.newBuilder().setWindow(7).setActor("olga").build(),
            CorrectEstimateRequest.newBuilder()
                .setPackage("zlib")
                .setDuration(Duration.newBuilder().setSeconds(5_400))
                .setDiskBytes(12L << 30)
                .setActor("olga")
                .build());
    assertThat(act("/hold", Map.of()).statusCode()).isEqualTo(400);
    assertThat(act("/window", Map.of("from", "soon", "until", "later")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsArrangedIsShownToEverybodyAndTakenBackOnlyByOperators() throws Exception {
    SampleFarm.fill(farm);
    farm.arrangements.addHolds(
        HeldBuilds.newBuilder().setPackage("zlib").setActor("olga").setReason("abi"));
    farm.arrangements.addWindows(
        MaintenanceWindow.newBuilder().setId(7).setLocation("fsn").setActor("olga"));
    assertThat(browser.page("/queue")).contains("<strong>zlib</strong>").doesNotContain("Release");
    assertThat(browser.page("/workers")).contains("all at fsn").doesNotContain("/window/7/cancel");
    assertThat(act("/hold", Map.of("package", "zlib")).statusCode()).isEqualTo(401);
    browser.login("carl", PASSWORD);
    assertThat(act("/hold", Map.of("package", "zlib")).statusCode()).isEqualTo(403);
    assertThat(farm.actions).isEmpty();
    browser.login("olga", PASSWORD);
    assertThat(browser.page("/queue")).contains("Release");
    assertThat(browser.page("/workers")).contains("/window/7/cancel");
  }

  private HttpResponse<String> act(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    var all = new HashMap<>(fields);
    all.put("csrf", browser.csrf());
    return browser.post(path, all);
  }
}
