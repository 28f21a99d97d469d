package slipway.worker.master;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import slipway.proto.WorkersGrpc;

/// The connection to the master that leads: one of several addresses, tried in turn. Certificates
/// and token are read from their files at each new connection, so that they can be changed while
/// the worker runs. Safe for many threads.
public final class MasterLink implements AutoCloseable {
  private static final long KEEPALIVE_SECONDS = 20;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Settings settings;
  private int index;
  private Optional<ManagedChannel> channel = Optional.empty();

  /// How to reach the masters.
  ///
  /// @param addresses host:port, of all masters
  /// @param trust PEM of the certificates that the masters' are signed with; empty: no TLS, on
  ///   loopback only
  /// @param tokenFile names this worker to the master
  public record Settings(List<String> addresses, Optional<Path> trust, Path tokenFile) {
    public Settings {
      addresses = List.copyOf(addresses);
    }
  }

  public MasterLink(Settings settings) {
    this.settings = settings;
  }

  /// Calls to the current master.
  ///
  /// @throws IOException if certificates or token cannot be read now: to be tried again
  WorkersGrpc.WorkersStub stub() throws IOException {
    return WorkersGrpc.newStub(current()).withInterceptors(bearer());
  }

  /// As [#stub], for calls that wait.
  WorkersGrpc.WorkersBlockingV2Stub blockingStub() throws IOException {
    return WorkersGrpc.newBlockingV2Stub(current()).withInterceptors(bearer());
  }

  private ClientInterceptor bearer() throws IOException {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + Files.readString(settings.tokenFile()).strip());
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  synchronized String address() {
    return settings.addresses().get(index);
  }

  /// Gives the current master up and turns to the next.
  synchronized void next() {
    channel.ifPresent(ManagedChannel::shutdownNow);
    channel = Optional.empty();
    index = (index + 1) % settings.addresses().size();
  }

  @Override
  public synchronized void close() {
    channel.ifPresent(ManagedChannel::shutdownNow);
    channel = Optional.empty();
  }

  private synchronized Channel current() throws IOException {
    if (channel.isEmpty()) {
      channel = Optional.of(open());
    }
    return channel.get();
  }

  private ManagedChannel open() throws IOException {
    var credentials =
        settings.trust().isPresent()
            ? TlsChannelCredentials.newBuilder()
                .trustManager(settings.trust().get().toFile())
                .build()
            : InsecureChannelCredentials.create();
    return Grpc.newChannelBuilder(address(), credentials)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
