package slipway.master.farm;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import slipway.logstore.LogStore;
import slipway.logstore.LogUnknown;
import slipway.master.history.History;
import slipway.master.wire.Wire;
import slipway.master.workers.OrderSpelling;
import slipway.proto.Attempt;
import slipway.proto.GetReproductionRequest;
import slipway.proto.Given;
import slipway.proto.Reproduction;

/// What an attempt was given: the farm's part from its order, the worker's from the beginning of
/// its log.
final class ReproductionPage {
  /// Of the log, in which the worker's lines are looked for.
  private static final int BEGINNING_BYTES = 256 << 10;

  private static final String GIVEN = "given ";
  private static final String BEGINS = "the build begins";

  private final History history;
  private final LogStore logs;
  private final OrderSpelling spelling;

  ReproductionPage(History history, LogStore logs, OrderSpelling spelling) {
    this.history = history;
    this.logs = logs;
    this.spelling = spelling;
  }

  Reproduction get(GetReproductionRequest request) throws IOException {
    long id = request.getBuild();
    var details = history.build(id).orElseThrow(() -> BuildPages.noBuild(id));
    var build = details.getBuild();
    var attempt = attempt(details.getAttemptsList(), request);
    return Reproduction.newBuilder()
        .setBuild(build)
        .setAttempt(attempt)
        .setCommit(details.getCommit())
        .setGitUrl(withoutPassword(spelling.gitUrl()))
        .setDriver(spelling.driver())
        .setChecks(spelling.checks())
        .addAllRepositories(spelling.repositories().apply(Wire.target(build.getTarget())))
        .addAllGiven(
            given(beginning(attempt.getId()), build.getPackage() + "-" + build.getVersion()))
        .build();
  }

  private static Attempt attempt(List<Attempt> attempts, GetReproductionRequest request) {
    return attempts.reversed().stream()
        .filter(a -> request.getAttempt() == 0 || a.getId() == request.getAttempt())
        .findFirst()
        .orElseThrow(() ->
            Answers.notFound(
                "attempt of build " + request.getBuild(),
                request.getAttempt() == 0 ? "yet" : Long.toUnsignedString(request.getAttempt()),
                "the build's page has those that were started"));
  }

  private String beginning(long attempt) {
    try {
      return new String(logs.read(attempt, 0, BEGINNING_BYTES), StandardCharsets.UTF_8);
    } catch (LogUnknown nothingYet) {
      return "";
    }
  }

  /// Only of the worker's own lines, before the build could print any.
  static List<Given> given(String log, String pkgver) {
    String ours = "=> " + pkgver + ": ";
    var given = new ArrayList<Given>();
    for (String line : log.lines().toList()) {
      if (line.equals(ours + BEGINS)) {
        break;
      }
      if (line.startsWith(ours + GIVEN)) {
        String[] words = line.substring(ours.length() + GIVEN.length()).split(" ", 2);
        given.add(
            Given.newBuilder()
                .setKey(words[0])
                .setValue(words.length == 2 ? words[1] : "")
                .build());
      }
    }
    return given;
  }

  /// A worker may be told a password with the address; nobody else needs it.
  static String withoutPassword(String url) {
    try {
      var uri = URI.create(url);
      boolean secret = String.valueOf(uri.getScheme()).startsWith("http");
      return uri.getRawUserInfo() == null || !secret
          ? url
          : url.replace(uri.getRawUserInfo() + "@", "");
    } catch (IllegalArgumentException noUri) {
      return url;
    }
  }
}
