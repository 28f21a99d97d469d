package slipway.publisher.signer;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.xbps.Signer;

/// Signs for others over a Unix socket. It never sees a package, never gives its key away, signs no
/// more than so many digests a minute, and writes each down before it answers.
///
/// A request is a line, and so is its answer; a connection may have many:
///
///     key             →  ok BASE64        the public key, PEM
///     sign HEX        →  ok BASE64        the `.sig2` for a SHA-256 of 64 hexadecimal digits
///     legacy HEX      →  ok BASE64        the `.sig`
///     any of both     →  wait MILLIS      too many just now: ask again
///     anything        →  no REASON
///
/// Who may write to the socket may have things signed: its file is for its owner and group alone.
public final class SignerServer implements AutoCloseable {
  private static final int LINE_CHARS_MAX = 256;
  private static final Logger log = LoggerFactory.getLogger(SignerServer.class);

  private final Path socket;
  private final Signer signer;
  private final RateLimit limit;
  private final SignerAudit audit;
  private final InstantSource time;
  private final ServerSocketChannel channel;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private SignerServer(
      Path socket,
      Signer signer,
      int perMinute,
      SignerAudit audit,
      InstantSource time,
      ServerSocketChannel channel) {
    this.socket = socket;
    this.signer = signer;
    this.limit = new RateLimit(perMinute, time.instant());
    this.audit = audit;
    this.time = time;
    this.channel = channel;
  }

  /// Begins to serve.
  ///
  /// @param perMinute signatures
  /// @throws IOException if the socket cannot be made, or another signer answers there
  public static SignerServer start(
      Path socket, Signer signer, int perMinute, Path auditFile, InstantSource time)
      throws IOException {
    if (Files.exists(socket)) {
      if (answers(socket)) {
        throw new IOException("Another signer answers at %s. Stop it first.".formatted(socket));
      }
      Files.delete(socket);
    }
    var audit = new SignerAudit(auditFile);
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException failed) {
      channel.close();
      audit.close();
      throw new IOException(
          "Cannot listen at %s: %s".formatted(socket, failed.getMessage()), failed);
    }
    var server = new SignerServer(socket, signer, perMinute, audit, time, channel);
    server.threads.execute(server::accept);
    return server;
  }

  private static boolean answers(Path socket) {
    try (var there = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return there.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private void accept() {
    try {
      while (channel.isOpen()) {
        SocketChannel client = channel.accept();
        threads.execute(() -> serve(client));
      }
    } catch (ClosedChannelException _) {
      // That is how it ends.
    } catch (IOException broken) {
      log.atError().setCause(broken).log("signer cannot accept connections any more");
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        var lines =
            new BufferedReader(
                Channels.newReader(client, StandardCharsets.US_ASCII), LINE_CHARS_MAX)) {
      for (String line = line(lines); !line.isEmpty(); line = line(lines)) {
        ByteBuffer answer = StandardCharsets.US_ASCII.encode(answer(line) + "\n");
        while (answer.hasRemaining()) {
          client.write(answer);
        }
      }
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("client gone");
    }
  }

  /// Empty at the end, and for what is too long to be a request.
  private static String line(BufferedReader in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      line.append((char) c);
      if (line.length() > LINE_CHARS_MAX) {
        return "";
      }
    }
    return "";
  }

  private String answer(String request) throws IOException {
    if (request.equals("key")) {
      return ok(signer.publicKey().pem().getBytes(StandardCharsets.US_ASCII));
    }
    String[] words = request.split(" ", -1);
    boolean legacy = words[0].equals("legacy");
    boolean known = legacy || words[0].equals("sign");
    if (words.length != 2 || !known || !words[1].matches("[0-9a-f]{64}")) {
      audit.write(time.instant(), "unknown", "-", "refused");
      return "no a request is key, sign DIGEST or legacy DIGEST";
    }
    return signed(words[0], words[1], legacy);
  }

  private String signed(String kind, String digest, boolean legacy) throws IOException {
    Instant now = time.instant();
    Duration pause;
    synchronized (limit) {
      pause = limit.take(now);
    }
    if (!pause.isZero()) {
      audit.write(now, kind, digest, "too many");
      return "wait " + pause.toMillis();
    }
    byte[] sha256 = HexFormat.of().parseHex(digest);
    byte[] signature = legacy ? signer.signLegacy(sha256) : signer.sign(sha256);
    audit.write(now, kind, digest, "signed");
    return ok(signature);
  }

  private static String ok(byte[] bytes) {
    return "ok " + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(socket);
    threads.shutdownNow();
    audit.close();
  }
}
