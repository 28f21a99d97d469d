package slipway.publisher.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A real rsync daemon on loopback, with one writable module.
public final class RsyncDaemon implements AutoCloseable {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);

  private final Process process;
  private final int port;

  private RsyncDaemon(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param directory that the module shows; is made
  /// @param work where the daemon's own files go
  public static RsyncDaemon start(Path directory, Path work)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String ownership = "uid = %s\ngid = %s\n".formatted(id("-u"), id("-g"));
    Path config =
        Files.writeString(
            work.resolve("rsyncd.conf"),
            ownership
                + """
                use chroot = no
                pid file = %s
                log file = /dev/null
                [mirror]
                path = %s
                read only = no
                """
                    .formatted(work.resolve("rsyncd.pid"), directory));
    Files.deleteIfExists(work.resolve("rsyncd.pid"));
    Process process =
        new ProcessBuilder(
                "rsync",
                "--daemon",
                "--no-detach",
                "--address=127.0.0.1",
                "--port=" + port,
                "--config=" + config)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    var daemon = new RsyncDaemon(process, port);
    daemon.awaitStart();
    return daemon;
  }

  private static String id(String option) throws IOException {
    Process id = new ProcessBuilder("id", option).start();
    return new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  private void awaitStart() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(STARTED_WITHIN);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        close();
        throw new IOException("the rsync daemon does not answer on port " + port);
      }
      Thread.sleep(20);
    }
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Where the module is.
  public String url() {
    return "rsync://127.0.0.1:%d/mirror".formatted(port);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
