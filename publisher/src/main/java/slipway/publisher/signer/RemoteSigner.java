package slipway.publisher.signer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  private final SignerAddress address;
  private final Duration patience;
  private final RsaPublicKey publicKey;
  private final SignatureVerifier verifier;

  private RemoteSigner(SignerAddress address, Duration patience, RsaPublicKey publicKey) {
    this.address = address;
    this.patience = patience;
    this.publicKey = publicKey;
    this.verifier = new SignatureVerifier(publicKey);
  }

  /// Asks the signer for its public key.
  ///
  /// @param patience for one answer, and for the signer's limit
  /// @throws IOException if no signer answers there
  public static RemoteSigner connect(SignerAddress address, Duration patience) throws IOException {
    String pem = new String(ok(address, "key", patience), StandardCharsets.US_ASCII);
    try {
      return new RemoteSigner(address, patience, RsaPublicKey.parse(pem));
    } catch (XbpsFormatException none) {
      throw new IOException(
          "The signer at %s gave no key: %s".formatted(address, none.getMessage()), none);
    }
  }

  @Override
  public byte[] sign(byte[] sha256) throws IOException {
    byte[] signature = ok(address, "sign " + HexFormat.of().formatHex(sha256), patience);
    if (!verifier.verifies(sha256, signature)) {
      throw new IOException(
          "The signer at %s answers with another key than before (%s). Restart what uses it."
              .formatted(address, publicKey.fingerprint()));
    }
    return signature;
  }

  @Override
  public byte[] signLegacy(byte[] sha256) throws IOException {
    return ok(address, "legacy " + HexFormat.of().formatHex(sha256), patience);
  }

  @Override
  public RsaPublicKey publicKey() {
    return publicKey;
  }

  private static byte[] ok(SignerAddress address, String request, Duration patience)
      throws IOException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      String answer = ask(address, request, patience);
      if (answer.startsWith("ok ")) {
        return Base64.getDecoder().decode(answer.substring(3));
      }
      long millis = answer.matches("wait [0-9]{1,9}") ? Long.parseLong(answer.substring(5)) : -1;
      if (millis < 0) {
        throw new IOException(
            "The signer at %s refused: %s"
                .formatted(address, answer.isEmpty() ? "it hung up" : answer));
      }
      if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) > until) {
        throw new IOException(
            "The signer at %s signs no more just now: its limit is reached. It is tried again, or raise --per-minute."
                .formatted(address));
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

  private static String ask(SignerAddress address, String request, Duration patience)
      throws IOException {
    // Closing the connection ends the thread that reads from it.
    try (var connection = address.open(patience)) {
      return CompletableFuture.supplyAsync(
              () -> answer(connection, request), Thread::startVirtualThread)
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new IOException(
          "The signer at %s has not answered for %s. Is it stopped?".formatted(address, patience),
          silent);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the signer was asked", interrupted);
    } catch (ExecutionException | IOException failed) {
      throw new IOException(
          "No signer answers at %s (%s). Start it with `slipway signer`, or mend the path."
              .formatted(address, failed.getMessage()),
          failed);
    }
  }

  private static String answer(SignerAddress.Connection connection, String request) {
    try {
      var out = connection.out();
      out.write((request + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      var in = connection.in();
      var answer = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0 && answer.size() < ANSWER_BYTES_MAX; b = in.read()) {
        if (b == '\n') {
          return answer.toString(StandardCharsets.US_ASCII);
        }
        answer.write(b);
      }
      return "";
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
