package slipway.master;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import slipway.master.door.Authentication;
import slipway.master.door.Enrolment;
import slipway.master.door.Refusals;
import slipway.master.door.ServerCertificate;
import slipway.master.door.Tokens;

/// The gRPC server: its port, its credentials, its limits, and what every call passes.
final class GrpcDoor implements AutoCloseable {
  /// Chunks have at most 1 MiB; reports of a busy worker a few KiB.
  private static final int MESSAGE_BYTES_MAX = 4 << 20;

  private static final int METADATA_BYTES_MAX = 16 << 10;
  private static final int CALLS_PER_CONNECTION_MAX = 1_000;
  private static final long KEEPALIVE_SECONDS = 20;
  private static final long KEEPALIVE_ANSWER_SECONDS = 10;

  /// Clients may ask whether we are alive this often.
  private static final long KEEPALIVE_PERMITTED_SECONDS = 5;

  private static final long CLOSE_SECONDS = 1;

  private final Server server;
  private final ExecutorService calls;
  private final HealthStatusManager health;
  private final Optional<ServerCertificate> certificate;

  private GrpcDoor(
      Server server,
      ExecutorService calls,
      HealthStatusManager health,
      Optional<ServerCertificate> certificate) {
    this.certificate = certificate;
    this.server = server;
    this.calls = calls;
    this.health = health;
  }

  /// @throws MasterException if the port is taken, or the certificate cannot be used
  static GrpcDoor open(MasterConfig config, Enrolment enrolment, List<BindableService> services)
      throws MasterException {
    var calls = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    var health = new HealthStatusManager();
    var address = new InetSocketAddress(config.listen().address(), config.listen().port());
    var certificate = certificate(config);
    var credentials =
        certificate
            .map(ServerCertificate::credentials)
            .orElseGet(InsecureServerCredentials::create);
    var builder =
        NettyServerBuilder.forAddress(address, credentials)
            .executor(calls)
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(KEEPALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new Authentication(tokens(config, enrolment)))
            .intercept(new Refusals())
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    services.forEach(builder::addService);
    var server = builder.build();
    try {
      server.start();
    } catch (IOException refused) {
      calls.shutdownNow();
      throw cannotListen(config.listen(), refused);
    }
    return new GrpcDoor(server, calls, health, certificate);
  }

  private static MasterException cannotListen(MasterConfig.Listen listen, IOException refused) {
    boolean taken =
        Stream.iterate((Throwable) refused, Objects::nonNull, Throwable::getCause)
            .anyMatch(cause ->
                cause instanceof BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use"));
    return new MasterException(
        taken
            ? "Cannot listen on %s:%d: the port is taken, or the address is not this machine's. Choose another (listen.address, listen.port; port 0 lets the system choose)."
                .formatted(listen.address(), listen.port())
            : "Cannot listen on %s:%d: %s"
                .formatted(listen.address(), listen.port(), refused.getMessage()),
        refused);
  }

  /// Empty: the connection is not encrypted.
  private static Optional<ServerCertificate> certificate(MasterConfig config)
      throws MasterException {
    if (config.tls().isEmpty()) {
      return Optional.empty();
    }
    var tls = config.tls().get();
    try {
      return Optional.of(ServerCertificate.open(tls.certificate(), tls.key()));
    } catch (IOException | GeneralSecurityException refused) {
      throw new MasterException(
          "Cannot use the certificate %s with the key %s: %s. Both must be PEM (tls.certificate, tls.key)."
              .formatted(tls.certificate(), tls.key(), refused.getMessage()),
          refused);
    }
  }

  private static Tokens tokens(MasterConfig config, Enrolment enrolment) {
    var tokens = new Tokens(enrolment);
    config.workers().forEach(w -> tokens.worker(w.name(), w.tokenSha256(), w.hosts()));
    config.clients().forEach(c -> tokens.client(c.name(), c.tokenSha256(), c.role()));
    return tokens;
  }

  /// Takes up a certificate that was replaced. To be called now and then.
  void refreshCertificate() {
    certificate.ifPresent(ServerCertificate::refresh);
  }

  int port() {
    return server.getPort();
  }

  /// What health checks are told: whether this master leads.
  void serving(boolean leads) {
    health.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        leads ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdown();
  }
}
