package slipway.master.door;

import io.grpc.Context;
import io.grpc.Status;
import java.util.Set;

/// Who is calling, as their token says.
public sealed interface Identity {
  /// Of the current call.
  Context.Key<Identity> CURRENT = Context.key("identity");

  /// A worker, and the host architectures that it may offer; empty: any.
  record Worker(String name, Set<String> hosts) implements Identity {
    public boolean mayRun(String host) {
      return hosts.isEmpty() || hosts.contains(host);
    }
  }

  record Client(String name, Role role) implements Identity {}

  /// No token.
  record Nobody() implements Identity {}

  /// The worker that calls.
  ///
  /// @throws io.grpc.StatusRuntimeException PERMISSION_DENIED if it is none
  static Worker worker() {
    if (CURRENT.get() instanceof Worker worker) {
      return worker;
    }
    throw Status.PERMISSION_DENIED
        .withDescription("this service is for workers: use a worker's token")
        .asRuntimeException();
  }

  /// The client that calls, if it may do what `role` may.
  ///
  /// @throws io.grpc.StatusRuntimeException UNAUTHENTICATED or PERMISSION_DENIED
  static Client client(Role role) {
    return switch (CURRENT.get()) {
      case Client client when client.role().includes(role) -> client;
      case Client client ->
          throw Status.PERMISSION_DENIED
              .withDescription(
                  "%s is %s, and this needs %s; ask an operator of the farm"
                      .formatted(client.name(), article(client.role()), article(role)))
              .asRuntimeException();
      case Worker _ ->
          throw Status.PERMISSION_DENIED
              .withDescription("a worker's token does not act on the farm")
              .asRuntimeException();
      case Nobody _ ->
          throw Status.UNAUTHENTICATED
              .withDescription("this needs a token: authorization: Bearer TOKEN")
              .asRuntimeException();
    };
  }

  private static String article(Role role) {
    String word = role.name().toLowerCase(java.util.Locale.ROOT);
    return (role == Role.OPERATOR ? "an " : "a ") + word;
  }
}
