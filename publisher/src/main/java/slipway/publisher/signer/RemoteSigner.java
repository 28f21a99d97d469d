package slipway.publisher.signer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.Signer;
import slipway.xbps.XbpsFormatException;

/// Has a [SignerServer] sign. A connection for each signature: so a signer may be restarted at any
/// time. What it answers is verified before it is believed.
public final class RemoteSigner implements Signer {
  private static final int ANSWER_BYTES_MAX = 16 << 10;

  private final Path socket;
  private final Duration patience;
  private final RsaPublicKey publicKey;
  private final SignatureVerifier verifier;

  private RemoteSigner(Path socket, Duration patience, RsaPublicKey publicKey) {
    this.socket = socket;
    this.patience = patience;
    this.publicKey = publicKey;
    this.verifier = new SignatureVerifier(publicKey);
  }

  /// Asks the signer for its public key.
  ///
  /// @param patience for one answer, and for the signer's limit
  /// @throws IOException if no signer answers there
  public static RemoteSigner connect(Path socket, Duration patience) throws IOException {
    String pem = new String(ok(socket, "key", patience), StandardCharsets.US_ASCII);
    try {
      return new RemoteSigner(socket, patience, RsaPublicKey.parse(pem));
    } catch (XbpsFormatException none) {
      throw new IOException(
          "The signer at %s gave no key: %s".formatted(socket, none.getMessage()), none);
    }
  }

  @Override
  public byte[] sign(byte[] sha256) throws IOException {
    byte[] signature = ok(socket, "sign " + HexFormat.of().formatHex(sha256), patience);
    if (!verifier.verifies(sha256, signature)) {
      throw new IOException(
          "The signer at %s answers with another key than before (%s). Restart what uses it."
              .formatted(socket, publicKey.fingerprint()));
    }
    return signature;
  }

  @Override
  public byte[] signLegacy(byte[] sha256) throws IOException {
    return ok(socket, "legacy " + HexFormat.of().formatHex(sha256), patience);
  }

  @Override
  public RsaPublicKey publicKey() {
    return publicKey;
  }

  private static byte[] ok(Path socket, String request, Duration patience) throws IOException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      String answer = ask(socket, request, patience);
      if (answer.startsWith("ok ")) {
        return Base64.getDecoder().decode(answer.substring(3));
      }
      long millis = answer.matches("wait [0-9]{1,9}") ? Long.parseLong(answer.substring(5)) : -1;
      if (millis < 0) {
        throw new IOException(
            "The signer at %s refused: %s"
                .formatted(socket, answer.isEmpty() ? "it hung up" : answer));
      }
      if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) > until) {
        throw new IOException(
            "The signer at %s signs no more just now: its limit is reached. It is tried again, or raise --per-minute."
                .formatted(socket));
      }
      sleep(millis);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the signer's limit was waited for", interrupted);
    }
  }

  private static String ask(Path socket, String request, Duration patience) throws IOException {
    // Closing the channel ends the thread that reads from it.
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return CompletableFuture.supplyAsync(
              () -> answer(channel, request), Thread::startVirtualThread)
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new IOException(
          "The signer at %s has not answered for %s. Is it stopped?".formatted(socket, patience),
          silent);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the signer was asked", interrupted);
    } catch (ExecutionException | IOException failed) {
      throw new IOException(
          "No signer answers at %s (%s). Start it with `slipway signer`, or mend the path."
              .formatted(socket, failed.getMessage()),
          failed);
    }
  }

  private static String answer(SocketChannel channel, String request) {
    try {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(request + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        int end = answer.position();
        if (end > 0 && answer.get(end - 1) == '\n') {
          return new String(answer.array(), 0, end - 1, StandardCharsets.US_ASCII);
        }
      }
      return "";
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
