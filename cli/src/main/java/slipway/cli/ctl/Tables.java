package slipway.cli.ctl;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.Explanation;
import slipway.proto.Forecast;
import slipway.proto.ListQueueResponse;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.MirrorState;
import slipway.proto.Overview;
import slipway.proto.PackageDetails;
import slipway.proto.Problem;
import slipway.proto.Push;
import slipway.proto.PushDetails;
import slipway.proto.Worker;

/// Answers of the farm as lines of text: columns as wide as they need to be, nothing cut off.
public final class Tables {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private Tables() {}

  static List<String> overview(Overview overview) {
    var lines = new ArrayList<String>();
    if (overview.getPaused()) {
      lines.add("The farm is paused: " + printable(overview.getPauseReason()));
    }
    lines.addAll(
        overview.getPublishingCount() == 0 ? List.of() : problems(overview.getPublishingList()));
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TARGET", "CURRENT", "WANTED", "STATES"));
    overview
        .getTargetsList()
        .forEach(target ->
            rows.add(
                List.of(
                    Targets.text(target.getTarget()),
                    "" + target.getPackagesCurrent(),
                    "" + target.getPackagesWanted(),
                    states(target.getBuildsByStateMap()))));
    lines.addAll(align(rows));
    lines.add("");
    lines.addAll(workers(overview.getWorkersList()));
    lines.add("");
    lines.add(overview.getQueuedCount() + " queued, " + overview.getBuildingCount() + " building");
    lines.addAll(builds(overview.getBuildingList()));
    return lines;
  }

  static List<String> builds(List<Build> builds) {
    if (builds.isEmpty()) {
      return List.of("No builds.");
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("BUILD", "PACKAGE", "TARGET", "STATE", "ATTEMPTS", "WORKER", "WHY"));
    for (Build build : builds) {
      rows.add(
          List.of(
              "" + build.getId(),
              build.getPackage() + "-" + build.getVersion(),
              Targets.text(build.getTarget()),
              word(build.getState()),
              "" + build.getAttemptCount(),
              build.getWorker(),
              printable(build.getWhy())));
    }
    return align(rows);
  }

  static List<String> build(BuildDetails details) {
    var lines = new ArrayList<>(builds(List.of(details.getBuild())));
    lines.addAll(explanation(details.getExplanation()));
    if (details.hasForecast()) {
      lines.add(forecast(details.getForecast()));
    }
    for (Attempt attempt : details.getAttemptsList()) {
      lines.add(
          "attempt %d on %s: %s %s%s"
              .formatted(
                  attempt.getId(),
                  attempt.getWorker(),
                  attempt.hasEnded()
                      ? word(attempt.getCause())
                      : "running, " + word(attempt.getPhase()),
                  printable(attempt.getMessage()),
                  attempt.getConsequence().isEmpty()
                      ? ""
                      : " (" + printable(attempt.getConsequence()) + ")"));
    }
    details
        .getTimelineList()
        .forEach(entry -> lines.add(time(entry.getTime()) + "  " + printable(entry.getText())));
    return lines;
  }

  static List<String> explanation(Explanation explanation) {
    var lines = new ArrayList<String>();
    lines.add(printable(explanation.getSentence()));
    explanation.getFactsList().forEach(fact -> lines.add("  - " + printable(fact.getText())));
    if (explanation.hasForecast()) {
      lines.add(forecast(explanation.getForecast()));
    }
    return lines;
  }

  private static String forecast(Forecast forecast) {
    return "expected to start from %s to %s, done from %s to %s"
        .formatted(
            time(forecast.getStartEarliest()),
            time(forecast.getStartLatest()),
            time(forecast.getEndEarliest()),
            time(forecast.getEndLatest()));
  }

  /// When a push is through.
  static String throughAt(Forecast forecast) {
    return "expected to be built from %s to %s, and on the mirrors soon after, if nothing more urgent comes and nothing fails"
        .formatted(time(forecast.getEndEarliest()), time(forecast.getEndLatest()));
  }

  static List<String> packageDetails(PackageDetails details) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TARGET", "TREE", "STAGE", "RELEASED", "LAST BUILD"));
    details
        .getTargetsList()
        .forEach(on ->
            rows.add(
                List.of(
                    Targets.text(on.getTarget()),
                    dash(on.getWantedVersion()),
                    dash(on.getStagedVersion()),
                    dash(on.getReleasedVersion()),
                    on.hasLastBuild()
                        ? on.getLastBuild().getId() + " " + word(on.getLastBuild().getState())
                        : dash(printable(on.getUnavailable())))));
    return align(rows);
  }

  static List<String> queue(ListQueueResponse answer) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("BUILD", "PACKAGE", "TARGET", "LANE", "WHY"));
    answer
        .getEntriesList()
        .forEach(entry ->
            rows.add(
                List.of(
                    "" + entry.getBuild().getId(),
                    entry.getBuild().getPackage() + "-" + entry.getBuild().getVersion(),
                    Targets.text(entry.getBuild().getTarget()),
                    word(entry.getBuild().getLane()),
                    printable(entry.getWhy()))));
    var lines = new ArrayList<>(align(rows));
    lines.add(answer.getReadyCount() + " ready, " + answer.getBlockedCount() + " blocked");
    return lines;
  }

  static List<String> workers(List<Worker> workers) {
    if (workers.isEmpty()) {
      return List.of("No worker has joined yet.");
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("WORKER", "STATE", "HOSTS", "BUSY", "DISK FREE", "LOAD"));
    for (Worker worker : workers) {
      rows.add(
          List.of(
              worker.getName(),
              word(worker.getState()),
              String.join(",", worker.getHostArchitecturesList()),
              worker.getBuildingCount() + "/" + worker.getSlots(),
              bytes(worker.getDiskFreeBytes()),
              String.format(Locale.ROOT, "%.1f", worker.getLoad())));
    }
    return align(rows);
  }

  static List<String> pushes(List<Push> pushes) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PUSH", "RECEIVED", "WHO", "COMMIT", "BUILDS", "TITLE"));
    for (Push push : pushes) {
      rows.add(
          List.of(
              "" + push.getId(),
              time(push.getReceived()),
              printable(push.getWho()),
              push.getNewCommit().substring(0, Math.min(9, push.getNewCommit().length())),
              states(push.getBuildsByStateMap()),
              printable(push.getTitle())));
    }
    return align(rows);
  }

  static List<String> push(PushDetails details) {
    var lines = new ArrayList<>(pushes(List.of(details.getPush())));
    if (details.hasForecast()) {
      lines.add(throughAt(details.getForecast()));
    }
    lines.addAll(builds(details.getBuildsList()));
    if (details.getProblemsCount() > 0) {
      lines.addAll(problems(details.getProblemsList()));
    }
    return lines;
  }

  static List<String> problems(List<Problem> problems) {
    if (problems.isEmpty()) {
      return List.of("No problems.");
    }
    return problems.stream()
        .map(problem ->
            (problem.getPackage().isEmpty() ? problem.getKind() : problem.getPackage())
                + (problem.hasTarget() ? " for " + Targets.text(problem.getTarget()) : "")
                + ": "
                + printable(problem.getText()))
        .toList();
  }

  static List<String> repositories(ListRepositoriesResponse answer) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("DIRECTORY", "ARCHITECTURE", "PACKAGES", "STAGED", "BEHIND", "UPDATED"));
    answer
        .getRepositoriesList()
        .forEach(repository ->
            rows.add(
                List.of(
                    repository.getDirectory(),
                    repository.getArchitecture(),
                    "" + repository.getPackageCount(),
                    "" + repository.getStagedCount(),
                    repository.getBehindArchitecture().isEmpty()
                        ? "-"
                        : "" + repository.getBehindCount(),
                    time(repository.getUpdated()))));
    var lines = new ArrayList<>(align(rows));
    answer
        .getRepositoriesList()
        .forEach(repository ->
            repository
                .getHeldBackList()
                .forEach(reason ->
                    lines.add(repository.getArchitecture() + " held back: " + printable(reason))));
    answer
        .getMirrorsList()
        .forEach(mirror ->
            lines.add(
                "mirror "
                    + mirror.getName()
                    + ": "
                    + (mirror.getInSync() ? "in sync" : behind(mirror))
                    + (mirror.getProblem().isEmpty()
                        ? ""
                        : ", " + printable(mirror.getProblem()))));
    return lines;
  }

  private static String behind(MirrorState mirror) {
    return "behind"
        + (mirror.hasLag() ? " by at most " + mirror.getLag().getSeconds() + " s" : "")
        + (mirror.getBacklogFiles() > 0 ? ", " + mirror.getBacklogFiles() + " files to go" : "");
  }

  /// As people write it: `dependency failed`, not `DEPENDENCY_FAILED`.
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String states(Map<String, Long> counts) {
    var parts = new ArrayList<String>();
    new TreeMap<>(counts)
        .forEach((state, count) -> {
          if (count > 0) {
            parts.add(count + " " + state.toLowerCase(Locale.ROOT).replace('_', ' '));
          }
        });
    return String.join(", ", parts);
  }

  /// In the reader's own time zone; a dash for a time that is not set.
  public static String time(Timestamp time) {
    return time.getSeconds() == 0
        ? "-"
        : TIME.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
  }

  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.getSeconds() + duration.getNanos() / 1e9);
  }

  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    String units = "KMGTP";
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < units.length() - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, units.charAt(unit));
  }

  /// Text from outside, without what a terminal would obey: the control characters of ASCII, and
  /// those from U+0080 to U+009F, of which some terminals take U+009B for an escape sequence.
  public static String printable(String text) {
    return text.replaceAll("\\p{Cc}", " ");
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  /// Rows as lines: each column as wide as its widest cell.
  public static List<String> align(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(row.get(column));
        if (column < columns - 1) {
          line.append(" ".repeat(widths[column] - row.get(column).length() + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
