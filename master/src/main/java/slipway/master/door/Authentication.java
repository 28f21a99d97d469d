package slipway.master.door;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/// Turns away whoever has a wrong token, and tells the services who calls. What a caller may do is
/// the services' matter.
public final class Authentication implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";
  private static final int TOKEN_CHARS_MAX = 1_000;

  private final Tokens tokens;

  public Authentication(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String authorization = headers.get(AUTHORIZATION);
    Optional<Identity> identity =
        authorization == null ? Optional.of(new Identity.Nobody()) : identify(authorization);
    if (identity.isEmpty()) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "nobody here has this token: see that it was copied whole, and that the master's configuration names its hash"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    var context = Context.current().withValue(Identity.CURRENT, identity.get());
    return Contexts.interceptCall(context, call, headers, next);
  }

  private Optional<Identity> identify(String authorization) {
    if (!authorization.startsWith(BEARER) || authorization.length() > TOKEN_CHARS_MAX) {
      return Optional.empty();
    }
    return tokens.identify(authorization.substring(BEARER.length()).strip());
  }
}
