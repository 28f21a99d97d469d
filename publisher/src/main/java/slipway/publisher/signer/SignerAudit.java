package slipway.publisher.signer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// What was signed, and what was not: a text file that is only appended to, a line for each
/// request, durable before the answer. `TIME KIND DIGEST OUTCOME CLIENT`, with tabs between.
final class SignerAudit implements AutoCloseable {
  private final FileChannel channel;

  SignerAudit(Path file) throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  synchronized void write(Instant time, String kind, String digest, String outcome, String client)
      throws IOException {
    String line = String.join("\t", time.toString(), kind, digest, outcome, client) + "\n";
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
