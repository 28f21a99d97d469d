package slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import slipway.proto.ReportPushRequest;

/// A push is reported by whoever knows the secret, and by nobody else.
class HooksTest extends WebUiTest {

  private static final String OLD = "1".repeat(40);
  private static final String NEW = "abcdef0123".repeat(4);

  private static final String PUSH =
      """
      {"ref":"refs/heads/master","before":"%s","after":"%s","pusher":{"name":"leah"}}
      """
          .formatted(OLD, NEW);

  @Test
  void aSignedPushFromGithubIsReported() throws Exception {
    var response = github("push", PUSH, sign(PUSH));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("9 builds for 1 package");
    assertThat(farm.actions)
        .containsExactly(
            ReportPushRequest.newBuilder()
                .setCommit(NEW)
                .setOldCommit(OLD)
                .setWho("leah")
                .setActor("GitHub webhook")
                .build());
  }

  @Test
  void githubMaySendItsPayloadAsAForm() throws Exception {
    var form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);
    var response =
        browser.send(
            browser
                .request("/hooks/github")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", sign(form))
                .POST(BodyPublishers.ofString(form)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(farm.actions).hasSize(1);
  }

  @Test
  void aWrongSignatureIsRefusedWithAWordOnWhatToDo() throws Exception {
    var response = github("push", PUSH, sign(PUSH + " "));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("the sender's secret is not the farm's webhook secret");
    assertThat(farm.actions).isEmpty();
  }

  @Test
  void anUnsignedPushIsRefused() throws Exception {
    var response =
        browser.send(
            browser
                .request("/hooks/github")
                .header("X-GitHub-Event", "push")
                .POST(BodyPublishers.ofString(PUSH)));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("not signed");
  }

  @Test
  void theSecretItselfDoesNotOpenTheGithubHook() throws Exception {
    var response =
        browser.send(
            browser
                .request("/hooks/github")
                .header("X-GitHub-Event", "push")
                .header("Authorization", "Bearer " + SECRET)
                .POST(BodyPublishers.ofString(PUSH)));
    assertThat(response.statusCode()).isEqualTo(401);
  }

  @Test
  void aPingIsAnswered() throws Exception {
    assertThat(github("ping", "{}", sign("{}")).body()).contains("Slipway hears you");
  }

  @Test
  void otherBranchesDeletionsAndEventsAreIgnoredPolitely() throws Exception {
    var branch = PUSH.replace("heads/master", "heads/topic");
    assertThat(github("push", branch, sign(branch)).statusCode()).isEqualTo(202);
    var deletion = PUSH.replace("{\"ref\"", "{\"deleted\":true,\"ref\"");
    assertThat(github("push", deletion, sign(deletion)).statusCode()).isEqualTo(202);
    assertThat(github("issues", "{}", sign("{}")).statusCode()).isEqualTo(202);
    assertThat(farm.actions).isEmpty();
  }

  @Test
  void brokenBodiesAreNamed() throws Exception {
    assertThat(github("push", "{", sign("{")).body()).contains("not JSON");
    assertThat(github("push", "[]", sign("[]")).body()).contains("not a JSON object");
    var wrong = PUSH.replace(NEW, "main; rm -rf");
    assertThat(github("push", wrong, sign(wrong)).body()).contains("40 hexadecimal digits");
  }

  @Test
  void aHugeBodyIsTurnedDownBeforeItIsRead() throws Exception {
    assertThat(answerTo("Content-Length: 40000000")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void whoSendsAHugeBodyToItsEndStillReadsTheAnswer() throws Exception {
    var response =
        browser.send(
            browser.request("/hooks/push").POST(BodyPublishers.ofByteArray(new byte[64 << 20])));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("larger than 8388608 bytes");
  }

  @Test
  void aBodyWithoutALengthIsReadUpToTheLimitOnly() throws Exception {
    var chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    assertThat(answerTo("Transfer-Encoding: chunked", chunk.repeat(9)))
        .startsWith("HTTP/1.1 413 ")
        .contains("larger than 8388608 bytes");
  }

  @Test
  void thePlainHookTakesFormsAndJsonWithTheSecretAsBearer() throws Exception {
    assertThat(plain("application/x-www-form-urlencoded", "commit=" + NEW + "&who=hook"))
        .isEqualTo(200);
    assertThat(
            plain(
                "application/json", "{\"commit\":\"" + NEW + "\",\"old_commit\":\"" + OLD + "\"}"))
        .isEqualTo(200);
    assertThat(plain("application/json", "")).isEqualTo(200);
    assertThat(farm.actions).hasSize(3);
    assertThat(((ReportPushRequest) farm.actions.getFirst()).getCommit()).isEqualTo(NEW);
  }

  @Test
  void thePlainHookTakesASignatureToo() throws Exception {
    var body = "commit=" + NEW;
    var response =
        browser.send(
            browser
                .request("/hooks/push")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Hub-Signature-256", sign(body))
                .POST(BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void aPushWhileTheMasterIsAwayIsAskedForAgain() throws Exception {
    farm.stop();
    var response = github("push", PUSH, sign(PUSH));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  private int plain(String type, String body) throws IOException, InterruptedException {
    return browser
        .send(
            browser
                .request("/hooks/push")
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + SECRET)
                .POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  private HttpResponse<String> github(String event, String body, String signature)
      throws IOException, InterruptedException {
    return browser.send(
        browser
            .request("/hooks/github")
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-Hub-Signature-256", signature)
            .POST(BodyPublishers.ofString(body)));
  }

  private static String sign(String body) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  /// What the server says though the body has not ended.
  private String answerTo(String lengthHeader, String... body) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), ui.port())) {
      socket.setSoTimeout(20_000);
      var head = "POST /hooks/github HTTP/1.1\r\nHost: farm\r\n" + lengthHeader + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      for (String part : body) {
        socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
