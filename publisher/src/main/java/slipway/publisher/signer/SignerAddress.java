package slipway.publisher.signer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Where a signer answers.
public sealed interface SignerAddress {
  /// A connection for one question.
  interface Connection extends Closeable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;
  }

  /// @param patience for each step
  Connection open(Duration patience) throws IOException;

  /// A Unix socket of this machine.
  static SignerAddress at(Path socket) {
    return new Unix(socket);
  }

  /// A port, perhaps of another machine. The signer's certificate must name the host.
  ///
  /// @throws IOException if the files cannot be used
  static SignerAddress at(String host, int port, MutualTls tls) throws IOException {
    return new Tls(host, port, tls.context());
  }

  /// A Unix socket.
  record Unix(Path socket) implements SignerAddress {
    @Override
    public Connection open(Duration patience) throws IOException {
      var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      return new Connection() {
        @Override
        public InputStream in() {
          return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
          return Channels.newOutputStream(channel);
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }

    @Override
    public String toString() {
      return socket.toString();
    }
  }

  /// A port behind TLS.
  record Tls(String host, int port, SSLContext context) implements SignerAddress {
    @Override
    public Connection open(Duration patience) throws IOException {
      var plain = new Socket();
      try {
        plain.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
        // The host goes along: it is checked against the signer's certificate.
        var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        var parameters = MutualTls.parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) patience.toMillis());
        return wrap(socket);
      } catch (IOException | RuntimeException failed) {
        plain.close();
        throw failed;
      }
    }

    private static Connection wrap(SSLSocket socket) {
      return new Connection() {
        @Override
        public InputStream in() throws IOException {
          return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
          return socket.getOutputStream();
        }

        @Override
        public void close() throws IOException {
          socket.close();
        }
      };
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
