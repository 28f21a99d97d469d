package slipway.master.farm;

import java.time.Duration;
import slipway.master.door.Identity;
import slipway.master.history.Chronicle;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.proto.ActionResponse;
import slipway.scheduler.Command;
import slipway.scheduler.Refused;

/// How every action is done: the farm obeys, what follows is durable, and the history shows it.
final class Acting {
  private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(5);
  private static final int TEXT_CHARS_MAX = 500;

  private final Leading leading;
  private final Chronicle chronicle;

  Acting(Leading leading, Chronicle chronicle) {
    this.leading = leading;
    this.chronicle = chronicle;
  }

  FarmLoop.Decision act(Command command) throws Refused {
    var decision = leading.loop().ask(command);
    chronicle.await(decision.sequence(), HISTORY_PATIENCE);
    return decision;
  }

  /// Who acts: the person whom a client names, and the client by its token.
  static String actor(Identity.Client client, String named) {
    return named.isBlank() || named.equals(client.name())
        ? client.name()
        : "%s (by %s)".formatted(bounded("actor", named), client.name());
  }

  static String reason(String text) {
    return bounded("reason", text.strip());
  }

  static String bounded(String field, String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new IllegalArgumentException(
          "%s: at most %d characters".formatted(field, TEXT_CHARS_MAX));
    }
    return text;
  }

  static ActionResponse text(String text) {
    return ActionResponse.newBuilder().setText(text).build();
  }
}
