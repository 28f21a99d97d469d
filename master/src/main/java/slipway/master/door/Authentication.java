package slipway.master.door;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/// Turns away whoever has a wrong token, and tells the services who calls. What a caller may do is
/// the services' matter. A worker's token is looked up again for each message of its streams: once
/// it is revoked, nothing more is heard.
public final class Authentication implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";
  private static final int TOKEN_CHARS_MAX = 1_000;
  private static final Status UNKNOWN =
      Status.UNAUTHENTICATED.withDescription(
          "nobody here has this token: see that it was copied whole, that the master's configuration names its hash or its worker was enrolled, and that it was not revoked");

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
      call.close(UNKNOWN, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    var context = Context.current().withValue(Identity.CURRENT, identity.get());
    if (authorization != null && identity.get() instanceof Identity.Worker worker) {
      var closing = new Closing<>(call);
      var listener = Contexts.interceptCall(context, closing, headers, next);
      return new Rechecked<>(
          listener, closing, () -> identify(authorization).filter(worker::equals).isPresent());
    }
    return Contexts.interceptCall(context, call, headers, next);
  }

  private Optional<Identity> identify(String authorization) {
    if (!authorization.startsWith(BEARER) || authorization.length() > TOKEN_CHARS_MAX) {
      return Optional.empty();
    }
    return tokens.identify(authorization.substring(BEARER.length()).strip());
  }

  /// Knows whether it is closed: a call may be closed only once.
  private static final class Closing<Q, A>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
    private boolean closed;

    Closing(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }

  private interface StillKnown {
    boolean check();
  }

  /// Hears nothing of a worker that is known no more.
  private static final class Rechecked<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final ServerCall<?, ?> call;
    private final StillKnown known;

    Rechecked(ServerCall.Listener<Q> listener, ServerCall<?, ?> call, StillKnown known) {
      super(listener);
      this.call = call;
      this.known = known;
    }

    @Override
    public void onMessage(Q message) {
      if (known.check()) {
        super.onMessage(message);
      } else {
        call.close(UNKNOWN, new Metadata());
      }
    }
  }
}
