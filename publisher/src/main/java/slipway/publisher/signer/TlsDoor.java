package slipway.publisher.signer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A TCP port behind [MutualTls]. Who shows a certificate with one of the allowed names may have
/// things signed.
final class TlsDoor implements SignerDoor {
  /// A client asks at once, or is gone.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final SSLServerSocket server;
  private final Set<String> allowed;

  private TlsDoor(SSLServerSocket server, Set<String> allowed) {
    this.server = server;
    this.allowed = Set.copyOf(allowed);
  }

  static TlsDoor open(InetSocketAddress address, MutualTls tls, Set<String> allowed)
      throws IOException {
    var server = (SSLServerSocket) tls.context().getServerSocketFactory().createServerSocket();
    var parameters = MutualTls.parameters();
    parameters.setNeedClientAuth(true);
    server.setSSLParameters(parameters);
    server.setReuseAddress(true);
    try {
      server.bind(address);
    } catch (IOException taken) {
      server.close();
      throw new IOException(
          "Cannot listen at %s: %s".formatted(address, taken.getMessage()), taken);
    }
    return new TlsDoor(server, allowed);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public Client accept() throws IOException {
    return new Visitor((SSLSocket) server.accept());
  }

  private final class Visitor implements Client {
    private final SSLSocket socket;

    Visitor(SSLSocket socket) {
      this.socket = socket;
    }

    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public String name() throws IOException, SignerServer.TurnedAway {
      socket.setSoTimeout((int) SILENCE_MAX.toMillis());
      socket.startHandshake();
      Certificate shown = socket.getSession().getPeerCertificates()[0];
      Set<String> names = shown instanceof X509Certificate its ? MutualTls.namesOf(its) : Set.of();
      var known = new TreeSet<>(names);
      known.retainAll(allowed);
      if (known.isEmpty()) {
        throw new SignerServer.TurnedAway(String.join(",", names));
      }
      return known.getFirst();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Override
  public boolean isOpen() {
    return !server.isClosed();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  @Override
  public String toString() {
    return server.getInetAddress().getHostAddress() + ":" + port();
  }
}
