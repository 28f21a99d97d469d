package slipway.webui.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.ReportPushRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Body;
import slipway.webui.http.Refused;

/// `POST /hooks/github` and `POST /hooks/push`: a push is reported to the farm.
///
/// Nothing is lost with a lost webhook: the farm compares tree and repository by itself. A webhook
/// only makes it look now.
public final class PushHooks {

  private static final Logger log = LoggerFactory.getLogger(PushHooks.class);

  /// GitHub lists at most 2,048 commits in a push; that stays well below this.
  static final int BODY_BYTES_MAX = 8 << 20;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NO_COMMIT = Pattern.compile("0{40}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FarmClient farm;
  private final Optional<Signature> signature;
  private final String ref;

  public PushHooks(FarmClient farm, Optional<String> secret, String branch) {
    this.farm = farm;
    this.signature = secret.map(Signature::new);
    this.ref = "refs/heads/" + branch;
  }

  /// GitHub's webhook, as JSON or as a form with `payload=`.
  public void github(Context ctx) throws IOException {
    var body = checkedBody(ctx, false);
    var event = Optional.ofNullable(ctx.header("X-GitHub-Event")).orElse("");
    switch (event) {
      case "ping" -> answer(ctx, 200, "Slipway hears you. Pushes to " + ref + " will be built.");
      case "push" -> githubPush(ctx, parse(isForm(ctx) ? form(body, "payload") : text(body)));
      case "" -> throw new Refused(400, "There is no X-GitHub-Event header.");
      default -> answer(ctx, 202, "Ignored: the farm acts on push events only.");
    }
  }

  /// `commit`, `old_commit` and `who`, each of which may be missing, as JSON or as a form.
  public void push(Context ctx) throws IOException {
    var body = checkedBody(ctx, true);
    var fields = isForm(ctx) ? formFields(body) : parse(body.length == 0 ? "{}" : text(body));
    report(
        ctx,
        commit(fields, "commit"),
        commit(fields, "old_commit"),
        fields.path("who").asText(""),
        "push hook");
  }

  private void githubPush(Context ctx, JsonNode payload) {
    var pushedRef = payload.path("ref").asText("");
    if (!pushedRef.equals(ref)) {
      answer(ctx, 202, "Ignored: a push to " + pushedRef + ", the farm builds " + ref + ".");
    } else if (payload.path("deleted").asBoolean(false)) {
      answer(ctx, 202, "Ignored: " + ref + " was deleted.");
    } else {
      var pusher = payload.path("pusher").path("name").asText("");
      report(ctx, commit(payload, "after"), commit(payload, "before"), pusher, "GitHub webhook");
    }
  }

  private void report(Context ctx, String commit, String oldCommit, String who, String actor) {
    var request =
        ReportPushRequest.newBuilder()
            .setCommit(commit)
            .setOldCommit(oldCommit)
            .setWho(who)
            .setActor(actor)
            .build();
    var response = farm.act(stub -> stub.reportPush(request));
    log.atInfo()
        .addKeyValue("push", response.getPush())
        .addKeyValue("commit", commit)
        .addKeyValue("builds", response.getBuilds())
        .log("push reported");
    ctx.json(
        Map.of(
            "push", response.getPush(),
            "builds", response.getBuilds(),
            "text", response.getText()));
  }

  private byte[] checkedBody(Context ctx, boolean bearerToo) throws IOException {
    var known =
        signature.orElseThrow(() ->
            new Refused(
                403, "Webhooks are off: the web UI's configuration has no webhook secret."));
    var body = Body.read(ctx, BODY_BYTES_MAX);
    var signed = ctx.header("X-Hub-Signature-256");
    var authorization = ctx.header("Authorization");
    boolean proven =
        (signed != null && known.covers(body, signed))
            || (bearerToo && authorization != null && known.isBearer(authorization));
    if (!proven) {
      log.atWarn().addKeyValue("path", ctx.path()).log("webhook with a wrong signature refused");
      throw new Refused(
          401,
          signed == null && authorization == null
              ? "The webhook is not signed. Set the farm's webhook secret at the sender."
              : "The signature is wrong: the sender's secret is not the farm's webhook secret.");
    }
    return body;
  }

  private static boolean isForm(Context ctx) {
    var type = ctx.contentType();
    return type != null && type.startsWith("application/x-www-form-urlencoded");
  }

  private static JsonNode parse(String json) {
    try {
      var node = JSON.readTree(json);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException broken) {
      throw new Refused(400, "The body is not JSON: " + broken.getOriginalMessage());
    }
    throw new Refused(400, "The body is not a JSON object.");
  }

  private static JsonNode formFields(byte[] body) {
    var fields = JSON.createObjectNode();
    FormFields.parse(text(body)).forEach(fields::put);
    return fields;
  }

  private static String form(byte[] body, String field) {
    return Optional.ofNullable(FormFields.parse(text(body)).get(field))
        .orElseThrow(() -> new Refused(400, "The form has no field " + field + "."));
  }

  /// A commit id, or empty if the field is missing or all zeros (a new branch).
  private static String commit(JsonNode fields, String name) {
    var value = fields.path(name).asText("");
    if (value.isEmpty() || NO_COMMIT.matcher(value).matches()) {
      return "";
    }
    if (!COMMIT.matcher(value).matches()) {
      throw new Refused(400, "The field " + name + " wants 40 hexadecimal digits.");
    }
    return value;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static void answer(Context ctx, int status, String text) {
    ctx.status(status).json(Map.of("text", text));
  }
}
