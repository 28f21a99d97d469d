package slipway.webui.pages;

import com.google.protobuf.Timestamp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.LogHit;
import slipway.proto.Overview;
import slipway.proto.Receipt;
import slipway.proto.Target;
import slipway.proto.TargetSummary;
import slipway.proto.WorkerState;

/// How facts are put into words on a page. For templates.
public final class Show {

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] BYTE_UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final int COMMIT_DIGITS = 10;

  private Show() {}

  /// `DEPENDENCY_FAILED` as `dependency failed`; nothing for what is not specified.
  public static String word(Enum<?> value) {
    var name = value.name();
    return name.endsWith("UNSPECIFIED") || name.equals("UNRECOGNIZED")
        ? ""
        : name.replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /// The same as a name in a style sheet or an address: `dependency-failed`.
  public static String slug(Enum<?> value) {
    return value.name().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /// `x86_64`, or `aarch64@x86_64` where the host is another architecture.
  public static String target(Target target) {
    return target.getHost().isEmpty() || target.getHost().equals(target.getArchitecture())
        ? target.getArchitecture()
        : target.getArchitecture() + "@" + target.getHost();
  }

  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// `2026-11-24 13:05:11 UTC`.
  public static String exactly(Timestamp time) {
    return EXACT.format(instant(time));
  }

  /// `13:05:11`.
  public static String clock(Timestamp time) {
    return CLOCK.format(instant(time));
  }

  /// `4 min ago`. The script of the page keeps it right.
  public static String ago(Timestamp time) {
    var past = Duration.between(instant(time), Instant.now());
    if (past.isNegative()) {
      return past.toSeconds() > -5 ? "just now" : "in " + roughly(past.negated());
    }
    return past.toSeconds() < 5 ? "just now" : roughly(past) + " ago";
  }

  private static String roughly(Duration span) {
    long seconds = span.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return seconds / 60 + " min";
    } else if (seconds < 48 * 3600) {
      return seconds / 3600 + " h";
    }
    return seconds / 86_400 + " days";
  }

  public static String duration(com.google.protobuf.Duration span) {
    return duration(Duration.ofSeconds(span.getSeconds(), span.getNanos()));
  }

  /// `1 h 02 min`, `3 min 07 s`, `850 ms`.
  public static String duration(Duration span) {
    // A clock that was set back must not show.
    long seconds = Math.max(0, span.toSeconds());
    if (seconds >= 3600) {
      return "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
    } else if (seconds >= 60) {
      return "%d min %02d s".formatted(seconds / 60, seconds % 60);
    } else if (seconds >= 10 || (span.toMillis() >= 0 && span.toMillis() % 1000 == 0)) {
      return seconds + " s";
    }
    return span.toMillis() < 1000
        ? Math.max(0, span.toMillis()) + " ms"
        : "%.1f s".formatted(span.toMillis() / 1000.0);
  }

  /// How long an attempt ran, or runs by now.
  public static String took(Attempt attempt) {
    return duration(
        Duration.between(
            instant(attempt.getStarted()),
            attempt.hasEnded() ? instant(attempt.getEnded()) : Instant.now()));
  }

  /// Seconds since the current attempt began.
  public static long elapsedSeconds(Build build) {
    return Math.max(0, Duration.between(instant(build.getStarted()), Instant.now()).toSeconds());
  }

  public static String elapsed(Build build) {
    return duration(Duration.ofSeconds(elapsedSeconds(build)));
  }

  /// A hit's line before the match.
  public static String before(LogHit hit) {
    return hit.getText().substring(0, matchFrom(hit));
  }

  /// What was looked for, as the hit's line has it.
  public static String match(LogHit hit) {
    return hit.getText().substring(matchFrom(hit), matchTo(hit));
  }

  /// A hit's line behind the match.
  public static String after(LogHit hit) {
    return hit.getText().substring(matchTo(hit));
  }

  private static int matchFrom(LogHit hit) {
    return Math.clamp(hit.getMatchFrom(), 0, hit.getText().length());
  }

  private static int matchTo(LogHit hit) {
    return Math.clamp(hit.getMatchTo(), matchFrom(hit), hit.getText().length());
  }

  /// `512 bytes`, `1.4 GiB`.
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= 1023.95 && unit < BYTE_UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return (amount >= 99.95 ? "%.0f %s" : "%.1f %s").formatted(amount, BYTE_UNITS[unit]);
  }

  /// With thin gaps between thousands: `82 000`.
  public static String count(long count) {
    return "%,d".formatted(count).replace(',', '\u202f');
  }

  /// `1 build`, `3 builds`.
  public static String count(long count, String one, String many) {
    return count(count) + "\u00a0" + (count == 1 ? one : many);
  }

  /// Over all targets.
  public static long failed(Overview overview) {
    return overview.getTargetsList().stream().mapToLong(TargetSummary::getFailedCount).sum();
  }

  /// Workers that report, draining ones included.
  public static long online(Overview overview) {
    return overview.getWorkersList().stream()
        .filter(worker ->
            worker.getState() != WorkerState.LOST && worker.getState() != WorkerState.SILENT)
        .count();
  }

  public static long percent(long part, long whole) {
    return whole <= 0 ? 0 : Math.clamp(100 * part / whole, 0, 100);
  }

  /// `98.6 %`; rounded down, so that only all is 100 %.
  public static String percentText(long part, long whole) {
    if (whole <= 0 || part >= whole) {
      return whole <= 0 ? "" : "100\u00a0%";
    }
    return String.format(
        Locale.ROOT, "%d.%d\u00a0%%", 100 * part / whole, 1000 * part / whole % 10);
  }

  public static String load(double load) {
    return String.format(Locale.ROOT, "%.1f", load);
  }

  /// When it last became what it is.
  public static Timestamp latest(Build build) {
    if (build.hasEnded()) {
      return build.getEnded();
    }
    return build.hasStarted() ? build.getStarted() : build.getQueued();
  }

  public static List<Map.Entry<String, String>> sorted(Map<String, String> valuesByName) {
    return List.copyOf(new TreeMap<>(valuesByName).entrySet());
  }

  /// Two moments to come as spans from now: `in 5 min to 2 h`, `now`.
  public static String within(Timestamp earliest, Timestamp latest) {
    var now = Instant.now();
    var least = Duration.between(now, instant(earliest));
    var most = Duration.between(now, instant(latest));
    if (most.toSeconds() <= 1) {
      return "now";
    }
    return least.toSeconds() <= 1
        ? "within " + duration(most)
        : "in " + duration(least) + " to " + duration(most);
  }

  public static String between(Timestamp from, Timestamp to) {
    return duration(Duration.between(instant(from), instant(to)));
  }

  public static long builds(Map<String, Long> countByState, BuildState... states) {
    long sum = 0;
    for (var state : states) {
      sum += countByState.getOrDefault(state.name(), 0L);
    }
    return sum;
  }

  /// How far the packages of a receipt have come: `seen on tier1-de, tier1-us`.
  public static String receiptState(List<Receipt> receipt) {
    var mirrors = new TreeSet<String>();
    String last = "";
    for (var step : receipt) {
      if (step.getStep().equals("mirrored")) {
        mirrors.add(step.getDetail().replaceFirst("^mirror=", ""));
      } else if (!step.getStep().equals("warning")) {
        last = step.getStep();
      }
    }
    return switch (last) {
      case "released", "restored", "unchanged" ->
          mirrors.isEmpty() ? "released" : "seen on " + String.join(", ", mirrors);
      case "withdrawn" -> "taken back into the stage";
      default -> "staged";
    };
  }

  public static String commit(String commit) {
    return commit.length() > COMMIT_DIGITS ? commit.substring(0, COMMIT_DIGITS) : commit;
  }

  /// One part of an address, whatever it contains.
  public static String inAddress(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
