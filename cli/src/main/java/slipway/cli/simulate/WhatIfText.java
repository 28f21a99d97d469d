package slipway.cli.simulate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import slipway.cli.Failure;
import slipway.cli.config.Settings;
import slipway.scheduler.simulate.WhatIf;

/// What somebody types behind `--what-if`.
final class WhatIfText {
  static final String SYNTAX =
      """
        bump PACKAGE              a new version; what depends on it is built again
        bump PACKAGE alone        a new version of it alone
        bump PACKAGE deep         and all that needs it, through whatever else
        worker NAME like WORKER   one more worker, like one that is there
        without WORKER            a worker less: it finishes what it runs
        window WORKER FROM UNTIL  maintenance, as in "window glibc-1 22:00 4h";
                                  "everywhere" for all workers, "at LOCATION"
                                  for those of a location
        resume                    a farm that is paused goes on
      """;

  private WhatIfText() {}

  /// @param now where spans and times of the day begin
  static WhatIf parse(String text, Instant now, ZoneId zone) {
    var words = List.of(text.strip().split("\\s+"));
    return switch (shape(words)) {
      case "bump _" -> new WhatIf.Bump(words.get(1), WhatIf.Reach.DEPENDENTS);
      case "bump _ alone" -> new WhatIf.Bump(words.get(1), WhatIf.Reach.ALONE);
      case "bump _ deep" -> new WhatIf.Bump(words.get(1), WhatIf.Reach.ALL);
      case "worker _ like _" -> new WhatIf.MoreWorker(words.get(1), words.get(3));
      case "without _" -> new WhatIf.LessWorker(words.get(1));
      case "window everywhere _ _" -> window("", "", words.get(2), words.get(3), now, zone);
      case "window at _ _ _" -> window("", words.get(2), words.get(3), words.get(4), now, zone);
      case "window _ _ _" -> window(words.get(1), "", words.get(2), words.get(3), now, zone);
      case "resume" -> new WhatIf.Resumed();
      default ->
          throw new Failure(
              "--what-if \"" + text + "\" is none of these:\n" + SYNTAX.stripTrailing());
    };
  }

  /// The words of the syntax where it has words, and `_` where it has names.
  private static String shape(List<String> words) {
    boolean isBump = words.getFirst().equals("bump");
    boolean isWindow = words.getFirst().equals("window");
    var shape = new StringBuilder(words.getFirst());
    for (int at = 1; at < words.size(); at++) {
      String word = words.get(at);
      boolean isWord =
          switch (at) {
            case 1 -> isWindow && (word.equals("everywhere") || word.equals("at"));
            case 2 -> isBump || word.equals("like");
            default -> false;
          };
      shape.append(' ').append(isWord ? word : "_");
    }
    return shape.toString();
  }

  private static WhatIf.Window window(
      String worker, String location, String from, String until, Instant now, ZoneId zone) {
    var begin = moment(from, now, zone);
    return new WhatIf.Window(worker, location, begin, moment(until, begin, zone));
  }

  /// @param base a span runs from here, and a time of the day is the next one after this
  private static Instant moment(String text, Instant base, ZoneId zone) {
    var span = Settings.durationOf(text);
    if (span.isPresent()) {
      return base.plus(span.get());
    }
    try {
      if (text.length() <= 5) {
        var day = base.atZone(zone);
        var time = LocalTime.parse(text.length() == 4 ? "0" + text : text);
        var next = day.with(time);
        return (next.isAfter(day) ? next : next.plusDays(1)).toInstant();
      }
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException wrong) {
      throw new Failure(
          "A window wants times like 22:00, 2026-03-01T22:00 or 2026-03-01T22:00:00Z, or spans"
              + " like 4h, not "
              + text
              + ".");
    }
  }

  /// As a sentence of what is done.
  static String sentence(WhatIf whatIf, Function<Instant, String> moment) {
    return switch (whatIf) {
      case WhatIf.Bump(var name, var reach) ->
          name
              + " comes in a new version"
              + switch (reach) {
                case ALONE -> "";
                case DEPENDENTS -> ", and what depends on it is built again";
                case ALL -> ", and all that needs it is built again";
              };
      case WhatIf.MoreWorker(var name, var like) -> "one more worker, " + name + ", like " + like;
      case WhatIf.LessWorker(var name) -> name + " finishes what it runs, and is there no more";
      case WhatIf.Window(var worker, var location, var from, var until) ->
          "a maintenance window for "
              + (!worker.isEmpty()
                  ? worker
                  : location.isEmpty() ? "all workers" : "all workers at " + location)
              + " from "
              + moment.apply(from)
              + " to "
              + moment.apply(until);
      case WhatIf.Resumed() -> "the farm goes on";
    };
  }
}
