package slipway.publisher.signer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.xbps.Signer;

/// Signs for others over a Unix socket, or over TLS for those whose certificate has an allowed name.
/// It never sees a package, never gives its key away, signs no more than so many digests a minute,
/// and writes each down before it answers.
///
/// A request is a line, and so is its answer; a connection may have many:
///
///     key             →  ok BASE64        the public key, PEM
///     sign HEX        →  ok BASE64        the `.sig2` for a SHA-256 of 64 hexadecimal digits
///     legacy HEX      →  ok BASE64        the `.sig`
///     any of both     →  wait MILLIS      too many just now: ask again
///     anything        →  no REASON
public final class SignerServer implements AutoCloseable {
  private static final int LINE_CHARS_MAX = 256;
  private static final Logger log = LoggerFactory.getLogger(SignerServer.class);

  private final SignerDoor door;
  private final Signer signer;
  private final RateLimit limit;
  private final SignerAudit audit;
  private final InstantSource time;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private SignerServer(
      SignerDoor door, Signer signer, int perMinute, SignerAudit audit, InstantSource time) {
    this.door = door;
    this.signer = signer;
    this.limit = new RateLimit(perMinute, time.instant());
    this.audit = audit;
    this.time = time;
  }

  /// A client may not have things signed.
  static final class TurnedAway extends Exception {
    private static final long serialVersionUID = 1;

    /// @param names what it calls itself
    TurnedAway(String names) {
      super(names);
    }
  }

  /// Begins to serve on a Unix socket.
  ///
  /// @param perMinute signatures
  /// @throws IOException if the socket cannot be made, or another signer answers there
  public static SignerServer start(
      Path socket, Signer signer, int perMinute, Path auditFile, InstantSource time)
      throws IOException {
    return start(UnixDoor.open(socket), signer, perMinute, auditFile, time);
  }

  /// Begins to serve on a TCP port, over TLS.
  ///
  /// @param address port 0: the system chooses
  /// @param allowed names of clients, as their certificates have them
  /// @param perMinute signatures, of all clients together
  /// @throws IOException if the port is taken, or the certificate's files cannot be used
  public static SignerServer start(
      InetSocketAddress address,
      MutualTls tls,
      Set<String> allowed,
      Signer signer,
      int perMinute,
      Path auditFile,
      InstantSource time)
      throws IOException {
    return start(TlsDoor.open(address, tls, allowed), signer, perMinute, auditFile, time);
  }

  private static SignerServer start(
      SignerDoor door, Signer signer, int perMinute, Path auditFile, InstantSource time)
      throws IOException {
    SignerAudit audit;
    try {
      audit = new SignerAudit(auditFile);
    } catch (IOException unwritable) {
      door.close();
      throw new IOException(
          "Cannot write the audit file %s: %s".formatted(auditFile, unwritable.getMessage()),
          unwritable);
    }
    var server = new SignerServer(door, signer, perMinute, audit, time);
    server.threads.execute(server::accept);
    return server;
  }

  /// Where it listens: the socket's path, or address and port.
  public String address() {
    return door.toString();
  }

  private void accept() {
    while (door.isOpen()) {
      try {
        SignerDoor.Client client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException broken) {
        if (door.isOpen()) {
          log.atError().setCause(broken).log("signer cannot accept connections any more");
          return;
        }
      }
    }
  }

  private void serve(SignerDoor.Client client) {
    try (client) {
      serve(client, nameOf(client));
    } catch (TurnedAway _) {
      // It was told.
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("client gone");
    }
  }

  private String nameOf(SignerDoor.Client client) throws IOException, TurnedAway {
    try {
      return client.name();
    } catch (TurnedAway turnedAway) {
      String names = String.valueOf(turnedAway.getMessage());
      audit.write(time.instant(), "unknown", "-", "turned away", names);
      write(
          client,
          "no the name %s of your certificate is not among those allowed here".formatted(names));
      throw turnedAway;
    }
  }

  private void serve(SignerDoor.Client client, String name) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(client.in(), StandardCharsets.US_ASCII), LINE_CHARS_MAX)) {
      for (String line = line(lines); !line.isEmpty(); line = line(lines)) {
        write(client, answer(line, name));
      }
    }
  }

  private static void write(SignerDoor.Client client, String answer) throws IOException {
    client.out().write((answer + "\n").getBytes(StandardCharsets.US_ASCII));
    client.out().flush();
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

  private String answer(String request, String client) throws IOException {
    if (request.equals("key")) {
      return ok(signer.publicKey().pem().getBytes(StandardCharsets.US_ASCII));
    }
    String[] words = request.split(" ", -1);
    boolean legacy = words[0].equals("legacy");
    boolean known = legacy || words[0].equals("sign");
    if (words.length != 2 || !known || !words[1].matches("[0-9a-f]{64}")) {
      audit.write(time.instant(), "unknown", "-", "refused", client);
      return "no a request is key, sign DIGEST or legacy DIGEST";
    }
    return signed(words[0], words[1], client);
  }

  private String signed(String kind, String digest, String client) throws IOException {
    Instant now = time.instant();
    Duration pause;
    synchronized (limit) {
      pause = limit.take(now);
    }
    if (!pause.isZero()) {
      audit.write(now, kind, digest, "too many", client);
      return "wait " + pause.toMillis();
    }
    byte[] sha256 = HexFormat.of().parseHex(digest);
    byte[] signature = kind.equals("legacy") ? signer.signLegacy(sha256) : signer.sign(sha256);
    audit.write(now, kind, digest, "signed", client);
    return ok(signature);
  }

  private static String ok(byte[] bytes) {
    return "ok " + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.shutdownNow();
    audit.close();
  }
}
