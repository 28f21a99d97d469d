package slipway.cli.ctl;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import slipway.proto.FarmGrpc;
import slipway.proto.WorkersGrpc;

/// One connection to a farm's API, for as long as a command runs.
public final class FarmConnection implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final @Nullable CallCredentials token;

  private FarmConnection(ManagedChannel channel, @Nullable CallCredentials token) {
    this.channel = channel;
    this.token = token;
  }

  /// @param address `host:port` of a master
  /// @param trust PEM file of the certificate that signed the master's, or null for a plaintext
  ///   connection
  /// @param token what names the caller, or null for reading a public farm
  public static FarmConnection open(String address, @Nullable Path trust, @Nullable String token)
      throws IOException {
    ChannelCredentials credentials = InsecureChannelCredentials.create();
    if (trust != null) {
      if (!Files.isReadable(trust)) {
        throw new IOException(
            "Cannot read the certificate " + trust + ". Name the farm's CA with --ca FILE.");
      }
      credentials = TlsChannelCredentials.newBuilder().trustManager(trust.toFile()).build();
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder(address, credentials).keepAliveTime(30, TimeUnit.SECONDS).build();
    return new FarmConnection(channel, token == null ? null : new BearerToken(token));
  }

  /// Calls that answer once; each must answer within half a minute.
  public FarmGrpc.FarmBlockingStub calls() {
    return streams().withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /// Calls that go on for as long as they like.
  public FarmGrpc.FarmBlockingStub streams() {
    FarmGrpc.FarmBlockingStub stub = FarmGrpc.newBlockingStub(channel);
    return token == null ? stub : stub.withCallCredentials(token);
  }

  /// What workers call.
  public WorkersGrpc.WorkersBlockingStub workers() {
    return WorkersGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /// Tries to connect again at once, for a caller that makes its own pauses.
  public void reconnect() {
    channel.resetConnectBackoff();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class BearerToken extends CallCredentials {
    private final String token;

    BearerToken(String token) {
      this.token = token;
    }

    @Override
    public void applyRequestMetadata(
        RequestInfo request, Executor executor, MetadataApplier applier) {
      var headers = new Metadata();
      try {
        headers.put(AUTHORIZATION, "Bearer " + token);
        applier.apply(headers);
      } catch (IllegalArgumentException notAscii) {
        applier.fail(
            Status.UNAUTHENTICATED.withDescription(
                "The token holds characters that no token has."));
      }
    }
  }
}
