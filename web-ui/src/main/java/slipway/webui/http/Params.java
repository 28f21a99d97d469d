package slipway.webui.http;

import io.javalin.http.Context;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import slipway.proto.BuildState;
import slipway.proto.Target;

/// What an address asks for, checked. Refusals name the parameter.
public final class Params {

  private Params() {}

  /// The id in the path, `/build/ID`.
  ///
  /// @throws Refused with 404 if it is not a positive number: no such thing can exist
  public static long id(Context ctx, String what) {
    var text = ctx.pathParam("id");
    try {
      long id = Long.parseLong(text);
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message.
    }
    throw new Refused(404, "There is no " + what + " " + text + ": ids are positive numbers.");
  }

  public static String text(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).orElse("").strip();
  }

  public static boolean flag(Context ctx, String name) {
    var text = text(ctx, name);
    return !text.isEmpty() && !text.equals("0") && !text.equals("false");
  }

  /// A number, or `otherwise` if it is not there.
  public static long number(Context ctx, String name, long otherwise) {
    var text = text(ctx, name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message.
    }
    throw new Refused(400, "The parameter " + name + " wants a number, not \"" + text + "\".");
  }

  public static int limit(Context ctx, int otherwise, int most) {
    return (int) Math.min(number(ctx, "limit", otherwise), most);
  }

  /// `x86_64` or `aarch64@x86_64`; empty if it is not there.
  public static Optional<Target> target(Context ctx) {
    var text = text(ctx, "target");
    return text.isEmpty() ? Optional.empty() : Optional.of(parseTarget(text));
  }

  /// The pair of architectures that `x86_64` or `aarch64@x86_64` means.
  public static Target parseTarget(String text) {
    int at = text.indexOf('@');
    return Target.newBuilder()
        .setArchitecture(at < 0 ? text : text.substring(0, at))
        .setHost(text.substring(at + 1))
        .build();
  }

  /// States by their words, `failed` or `dependency-failed`; may be repeated.
  public static List<BuildState> states(Context ctx) {
    var states = new ArrayList<BuildState>();
    for (String word : ctx.queryParams("state")) {
      if (!word.isBlank()) {
        states.add(state(word));
      }
    }
    return states;
  }

  private static BuildState state(String word) {
    return valueOf("state", BuildState.class, word);
  }

  /// One of the words of an enum; empty if it is not there.
  public static <E extends Enum<E>> Optional<E> choice(Context ctx, String name, Class<E> words) {
    var word = text(ctx, name);
    return word.isEmpty() ? Optional.empty() : Optional.of(valueOf(name, words, word));
  }

  private static <E extends Enum<E>> E valueOf(String name, Class<E> words, String word) {
    try {
      return Enum.valueOf(
          words, word.strip().replace('-', '_').replace(' ', '_').toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new Refused(400, "The parameter " + name + " does not know \"" + word + "\".");
    }
  }

  /// A day, `2026-11-24`; empty if it is not there.
  public static Optional<LocalDate> day(Context ctx, String name) {
    var text = text(ctx, name);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException wrong) {
      throw new Refused(
          400, "The parameter " + name + " wants a day like 2026-11-24, not \"" + text + "\".");
    }
  }
}
