package slipway.webui.farm;

import io.grpc.CallCredentials;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import slipway.proto.FarmGrpc;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.FarmGrpc.FarmBlockingV2Stub;
import slipway.proto.GetOverviewRequest;
import slipway.proto.Overview;

/// Asks the farm. Knows all masters and stays with the one that answered last; when that one is
/// away, asks the next.
///
/// Every call has a deadline. A call that no master answers fails at once with
/// [FarmException.Reason#NO_MASTER]; nothing here waits for a master to come back.
public final class FarmClient implements AutoCloseable {

  /// How long a page may wait.
  private static final Duration READ_DEADLINE = Duration.ofSeconds(5);

  /// How long an action may take: it is durable on a majority before it is answered.
  private static final Duration ACT_DEADLINE = Duration.ofSeconds(20);

  /// A log search may walk through years.
  private static final Duration SEARCH_DEADLINE = Duration.ofSeconds(30);

  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  /// Every page shows something of the overview; many viewers must not cost the master more.
  private static final Duration OVERVIEW_AGE_MAX = Duration.ofMillis(300);

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final List<ManagedChannel> channels;
  private final @Nullable CallCredentials credentials;
  private final AtomicInteger preferred = new AtomicInteger();
  private final Recent<Overview> overview;

  private FarmClient(List<ManagedChannel> channels, @Nullable CallCredentials credentials) {
    this.channels = channels;
    this.credentials = credentials;
    this.overview =
        new Recent<>(
            OVERVIEW_AGE_MAX,
            () -> read(farm -> farm.getOverview(GetOverviewRequest.getDefaultInstance())));
  }

  /// A client of these masters. Connects on first use.
  ///
  /// @throws IOException if the trust certificates cannot be read
  public static FarmClient of(
      List<MasterAddress> masters, Optional<Path> trust, Optional<String> token)
      throws IOException {
    var channelCredentials =
        trust.isPresent()
            ? TlsChannelCredentials.newBuilder().trustManager(trust.get().toFile()).build()
            : InsecureChannelCredentials.create();
    var channels =
        masters.stream()
            .map(master ->
                Grpc.newChannelBuilderForAddress(master.host(), master.port(), channelCredentials)
                    .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                    .build())
            .toList();
    return new FarmClient(channels, token.map(BearerToken::new).orElse(null));
  }

  /// What the farm does now, at most a moment old.
  public Overview overview() {
    return overview.get();
  }

  /// One question.
  ///
  /// @throws FarmException if the master turns it down, or none answers
  public <T> T read(Function<FarmBlockingStub, T> question) {
    return ask(question, READ_DEADLINE);
  }

  /// One action. Not repeated once a master may have begun it. Who acts sees on the next page what
  /// came of it.
  public <T> T act(Function<FarmBlockingStub, T> action) {
    try {
      return ask(action, ACT_DEADLINE);
    } finally {
      overview.forget();
    }
  }

  /// A stream of answers that ends by itself in reasonable time.
  public <T> FarmStream<T> search(Function<FarmBlockingV2Stub, BlockingClientCall<?, T>> call) {
    return stream(stub -> call.apply(stub.withDeadlineAfter(SEARCH_DEADLINE)));
  }

  /// A stream of answers without an end. The caller closes it.
  public <T> FarmStream<T> stream(Function<FarmBlockingV2Stub, BlockingClientCall<?, T>> call) {
    var channel = channels.get(preferred.get());
    var stub = FarmGrpc.newBlockingV2Stub(channel).withCallCredentials(credentials);
    return new FarmStream<>(call.apply(stub));
  }

  /// Tries broken connections again now, instead of after gRPC's growing pauses.
  public void reconnect() {
    for (var channel : channels) {
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
      }
    }
  }

  private <T> T ask(Function<FarmBlockingStub, T> question, Duration deadline) {
    int first = preferred.get();
    for (int tries = 1; ; tries++) {
      int index = (first + tries - 1) % channels.size();
      var stub =
          FarmGrpc.newBlockingStub(channels.get(index))
              .withDeadlineAfter(deadline)
              .withCallCredentials(credentials);
      try {
        T answer = question.apply(stub);
        preferred.set(index);
        return answer;
      } catch (StatusRuntimeException failure) {
        boolean away = failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
        if (!away || tries == channels.size()) {
          throw FarmException.of(failure);
        }
      }
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (var channel : channels) {
        channel.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The API token as gRPC metadata `authorization: Bearer TOKEN`.
  private static final class BearerToken extends CallCredentials {
    private final Metadata headers = new Metadata();

    BearerToken(String token) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }

    @Override
    public void applyRequestMetadata(
        RequestInfo request, Executor executor, MetadataApplier applier) {
      applier.apply(headers);
    }
  }
}
