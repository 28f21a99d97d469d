package slipway.cli.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import slipway.cli.ctl.Tables;
import slipway.scheduler.Target;
import slipway.scheduler.Texts;
import slipway.scheduler.simulate.Outlook;
import slipway.scheduler.simulate.Outlook.Range;
import slipway.scheduler.simulate.Prospect;
import slipway.scheduler.simulate.Prospect.Release;
import slipway.scheduler.simulate.WhatIf;

/// What an outlook says, for people and for programs.
final class WhatIfReport {
  private static final int NAMED_MAX = 10;
  private static final long HOUR_MILLIS = 3_600_000;

  private final Outlook outlook;
  private final List<WhatIf> whatIfs;
  private final ZoneId zone;
  private final DateTimeFormatter day;
  private final DateTimeFormatter time;

  WhatIfReport(Outlook outlook, List<WhatIf> whatIfs, ZoneId zone) {
    this.outlook = outlook;
    this.whatIfs = whatIfs;
    this.zone = zone;
    day = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
    time = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(zone);
  }

  List<String> text() {
    var lines = new ArrayList<String>();
    lines.add(
        "The farm as it is at "
            + day.format(outlook.state().at())
            + " ("
            + zone
            + "), with "
            + Texts.count(outlook.waitingCount(), "build")
            + " on the way. What if:");
    for (var whatIf : whatIfs) {
      lines.add("  - " + WhatIfText.sentence(whatIf, day::format));
    }
    if (outlook.with().push() != 0) {
      lines.add("  That calls for " + Texts.count(outlook.with().bumpedCount(), "build") + ".");
    }
    lines.add("");
    lines.addAll(Tables.align(moments()));
    lines.add("");
    lines.addAll(Tables.align(work()));
    lines.add("");
    lines.addAll(Tables.align(disks()));
    for (var window : outlook.with().windows()) {
      lines.add("");
      lines.addAll(text(window));
    }
    addTold(lines, outlook.with().stuck(), "never starts", "never start");
    addTold(lines, outlook.with().failed(), "fails", "fail");
    lines.add("");
    lines.add(
        "Played "
            + outlook.plays()
            + " times with the farm's own scheduler; eight of ten were within the brackets.");
    lines.add(
        "Nothing fails, nobody pushes, and a push is on the mirrors a minute after it is whole.");
    return lines;
  }

  private List<List<String>> moments() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("WHEN", "AS IT IS", "THEN", "LATER BY"));
    rows.add(
        List.of(
            "queue empty",
            moment(false, this::emptyAt),
            moment(true, this::emptyAt),
            bothEmpty() ? span(outlook.difference(WhatIfReport::doneMillis)) : "-"));
    for (var release : releases()) {
      Function<Prospect, OptionalLong> at = prospect -> releasedAt(prospect, release);
      boolean isBoth =
          outlook.moment(false, at).isPresent() && outlook.moment(true, at).isPresent();
      rows.add(
          List.of(
              name(release),
              isBump(release) ? "" : moment(false, at),
              moment(true, at),
              isBoth && !isBump(release)
                  ? span(outlook.difference(prospect -> at.apply(prospect).orElse(0)))
                  : ""));
    }
    return rows;
  }

  private boolean bothEmpty() {
    return outlook.moment(false, this::emptyAt).isPresent()
        && outlook.moment(true, this::emptyAt).isPresent();
  }

  private OptionalLong emptyAt(Prospect prospect) {
    return prospect.stuck().isEmpty() ? Outlook.millis(prospect.doneAt()) : OptionalLong.empty();
  }

  private static long doneMillis(Prospect prospect) {
    return prospect.doneAt().toEpochMilli();
  }

  private static OptionalLong releasedAt(Prospect prospect, Release release) {
    var at = prospect.releasedAt().get(release);
    return at == null ? OptionalLong.empty() : Outlook.millis(at);
  }

  private SortedSet<Release> releases() {
    var all = new TreeSet<>(outlook.with().releasedAt().keySet());
    all.addAll(outlook.without().releasedAt().keySet());
    return all;
  }

  private boolean isBump(Release release) {
    return release.push() != 0 && release.push() == outlook.with().push();
  }

  private String name(Release release) {
    String what =
        isBump(release)
            ? "the bump"
            : release.push() == 0 ? "without a push" : "push " + release.push();
    return what + " released for " + release.architecture();
  }

  private String moment(boolean isWith, Function<Prospect, OptionalLong> at) {
    return outlook.moment(isWith, at).map(this::range).orElse("never");
  }

  private String range(Range range) {
    var expected = Instant.ofEpochMilli(range.expected());
    if (Duration.ofMillis(range.most() - range.least()).toMinutes() == 0) {
      return day.format(expected);
    }
    return day.format(expected)
        + " ("
        + brief(range.least(), expected)
        + " to "
        + brief(range.most(), expected)
        + ")";
  }

  /// Without the day where that is the same.
  private String brief(long millis, Instant other) {
    var at = Instant.ofEpochMilli(millis);
    boolean isSameDay = at.atZone(zone).toLocalDate().equals(other.atZone(zone).toLocalDate());
    return (isSameDay ? time : day).format(at);
  }

  private static String span(Range range) {
    return signed(range.expected())
        + (range.least() == range.most()
            ? ""
            : " (" + signed(range.least()) + " to " + signed(range.most()) + ")");
  }

  private static String signed(long millis) {
    return (millis < 0 ? "-" : "") + Texts.span(Duration.ofMillis(Math.abs(millis)));
  }

  private List<List<String>> work() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TARGET", "BUILDS AS IT IS", "MORE BUILDS", "MORE TIME IN SLOTS"));
    for (var target : targets()) {
      rows.add(work(target.toString(), target));
    }
    rows.add(work("together", null));
    return rows;
  }

  private List<String> work(String name, @Nullable Target target) {
    var builds = outlook.without(attempts(target));
    var more = outlook.difference(attempts(target));
    var hours = outlook.difference(slotMillis(target));
    return List.of(name, "" + builds.expected(), "" + more.expected(), hours(hours));
  }

  private SortedSet<Target> targets() {
    var all = new TreeSet<>(outlook.with().workByTarget().keySet());
    all.addAll(outlook.without().workByTarget().keySet());
    return all;
  }

  /// @param target null: all of them
  private static ToLongFunction<Prospect> attempts(@Nullable Target target) {
    return prospect -> sum(prospect, target, Prospect.Work::attempts);
  }

  private static ToLongFunction<Prospect> slotMillis(@Nullable Target target) {
    return prospect -> sum(prospect, target, Prospect.Work::slotMillis);
  }

  private static long sum(
      Prospect prospect, @Nullable Target target, ToLongFunction<Prospect.Work> figure) {
    return prospect.workByTarget().entrySet().stream()
        .filter(entry -> target == null || entry.getKey().equals(target))
        .mapToLong(entry -> figure.applyAsLong(entry.getValue()))
        .sum();
  }

  private static String hours(Range range) {
    if (Math.abs(range.most()) < HOUR_MILLIS && Math.abs(range.least()) < HOUR_MILLIS) {
      return span(range);
    }
    return "%.1f h (%.1f to %.1f)"
        .formatted(
            (double) range.expected() / HOUR_MILLIS,
            (double) range.least() / HOUR_MILLIS,
            (double) range.most() / HOUR_MILLIS);
  }

  private List<List<String>> disks() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("WORKER", "DISK AT MOST AS IT IS", "THEN", "OF"));
    outlook
        .with()
        .diskByWorker()
        .forEach((worker, disk) ->
            rows.add(
                List.of(
                    worker,
                    outlook.without().diskByWorker().containsKey(worker)
                        ? Texts.bytes(outlook.without(peak(worker)).most())
                        : "-",
                    Texts.bytes(outlook.with(peak(worker)).most()),
                    Texts.bytes(disk.totalBytes()))));
    return rows;
  }

  private static ToLongFunction<Prospect> peak(String worker) {
    return prospect -> {
      var disk = prospect.diskByWorker().get(worker);
      return disk == null ? 0 : disk.peakBytes();
    };
  }

  private List<String> text(Prospect.AtWindow at) {
    var lines = new ArrayList<String>();
    lines.add("Before " + WhatIfText.sentence(at.window(), day::format) + ":");
    lines.add("  would not start: " + names(at.heldBack()));
    lines.add("  would still run when it begins: " + names(at.running()));
    return lines;
  }

  private static String names(List<String> names) {
    return names.isEmpty()
        ? "nothing"
        : String.join(", ", names.subList(0, Math.min(NAMED_MAX, names.size())))
            + (names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more" : "");
  }

  private static void addTold(
      List<String> lines, List<Prospect.Told> told, String one, String several) {
    if (told.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(Texts.count(told.size(), "build") + " " + (told.size() == 1 ? one : several) + ":");
    told.stream()
        .limit(NAMED_MAX)
        .forEach(build -> lines.add("  " + build.build() + ": " + Tables.printable(build.why())));
    if (told.size() > NAMED_MAX) {
      lines.add("  and " + (told.size() - NAMED_MAX) + " more");
    }
  }

  /// For programs: moments in ISO 8601, spans in seconds, sizes in bytes.
  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("as_of", outlook.state().at().toString());
    json.put("plays", outlook.plays());
    json.put("builds_on_their_way", outlook.waitingCount());
    json.put(
        "what_if",
        whatIfs.stream().map(one -> WhatIfText.sentence(one, Instant::toString)).toList());
    json.put("bumped_builds", outlook.with().bumpedCount());
    json.put(
        "queue_empty",
        map(
            "as_it_is", jsonMoment(false, this::emptyAt),
            "then", jsonMoment(true, this::emptyAt),
            "later_by_seconds",
                bothEmpty() ? json(outlook.difference(WhatIfReport::doneMillis), 1000) : null));
    json.put("released", releases().stream().map(this::json).toList());
    var targets = new LinkedHashMap<String, Object>();
    targets().forEach(target -> targets.put(target.toString(), json(target)));
    json.put("targets", targets);
    json.put("together", json((Target) null));
    var disks = new LinkedHashMap<String, Object>();
    outlook
        .with()
        .diskByWorker()
        .forEach((worker, disk) ->
            disks.put(
                worker,
                map(
                    "peak_bytes_as_it_is", outlook.without(peak(worker)).most(),
                    "peak_bytes_then", outlook.with(peak(worker)).most(),
                    "total_bytes", disk.totalBytes())));
    json.put("workers", disks);
    json.put("windows", outlook.with().windows().stream().map(WhatIfReport::json).toList());
    json.put("never_start", outlook.with().stuck().stream().map(WhatIfReport::json).toList());
    json.put("fail", outlook.with().failed().stream().map(WhatIfReport::json).toList());
    return json;
  }

  private @Nullable Object jsonMoment(boolean isWith, Function<Prospect, OptionalLong> at) {
    Optional<Range> moment = outlook.moment(isWith, at);
    return moment
        .map(range ->
            map(
                "expected", Instant.ofEpochMilli(range.expected()).toString(),
                "earliest", Instant.ofEpochMilli(range.least()).toString(),
                "latest", Instant.ofEpochMilli(range.most()).toString()))
        .orElse(null);
  }

  private Map<String, Object> json(Release release) {
    Function<Prospect, OptionalLong> at = prospect -> releasedAt(prospect, release);
    return map(
        "push",
        isBump(release) ? "the bump" : release.push(),
        "architecture",
        release.architecture(),
        "as_it_is",
        isBump(release) ? null : jsonMoment(false, at),
        "then",
        jsonMoment(true, at));
  }

  private Map<String, Object> json(@Nullable Target target) {
    return map(
        "builds_as_it_is", outlook.without(attempts(target)).expected(),
        "more_builds", outlook.difference(attempts(target)).expected(),
        "more_slot_seconds", json(outlook.difference(slotMillis(target)), 1000));
  }

  private static Map<String, Object> json(Range range, long divisor) {
    return map(
        "expected", range.expected() / divisor,
        "least", range.least() / divisor,
        "most", range.most() / divisor);
  }

  private static Map<String, Object> json(Prospect.AtWindow at) {
    return map(
        "worker", at.window().worker(),
        "location", at.window().location(),
        "from", at.window().from().toString(),
        "until", at.window().until().toString(),
        "not_started_before", at.heldBack(),
        "running_when_it_begins", at.running());
  }

  private static Map<String, Object> json(Prospect.Told told) {
    return map("build", told.build(), "why", told.why());
  }

  private static Map<String, Object> map(@Nullable Object... namesAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (int at = 0; at < namesAndValues.length; at += 2) {
      map.put(String.valueOf(namesAndValues[at]), namesAndValues[at + 1]);
    }
    return map;
  }
}
