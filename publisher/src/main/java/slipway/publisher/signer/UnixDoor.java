package slipway.publisher.signer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A Unix socket. Who may write to it may have things signed: its file is for its owner and group
/// alone.
final class UnixDoor implements SignerDoor {
  private final Path socket;
  private final ServerSocketChannel channel;

  private UnixDoor(Path socket, ServerSocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /// @throws IOException if the socket cannot be made, or another signer answers there
  static UnixDoor open(Path socket) throws IOException {
    if (Files.exists(socket)) {
      if (answers(socket)) {
        throw new IOException("Another signer answers at %s. Stop it first.".formatted(socket));
      }
      Files.delete(socket);
    }
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException failed) {
      channel.close();
      throw new IOException(
          "Cannot listen at %s: %s".formatted(socket, failed.getMessage()), failed);
    }
    return new UnixDoor(socket, channel);
  }

  private static boolean answers(Path socket) {
    try (var there = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return there.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  @Override
  public Client accept() throws IOException {
    return new Writer(channel.accept());
  }

  private record Writer(SocketChannel channel) implements Client {
    @Override
    public InputStream in() {
      return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream out() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public String name() {
      return "socket";
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(socket);
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
