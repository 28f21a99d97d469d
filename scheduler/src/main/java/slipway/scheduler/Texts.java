package slipway.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How sentences for people write figures.
public final class Texts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Texts() {}

  /// `96 MiB`, `1.5 GiB`: three digits at the most.
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    if (value >= 100 || value == Math.rint(value)) {
      return Math.round(value) + " " + UNITS[unit];
    }
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + Math.abs(tenths % 10) + " " + UNITS[unit];
  }

  /// `40 s`, `12 min`, `3 h 20 min`, `2 days 4 h`.
  public static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 90) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    if (hours < 36) {
      return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    return hours / 24 + " days" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /// `2026-03-01 22:00 UTC`.
  public static String moment(Instant at) {
    return MOMENT.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
  }

  /// A text with a full stop, so that another sentence may follow: workers' messages have none.
  public static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }

  /// `1 build`, `3 builds`.
  public static String count(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
