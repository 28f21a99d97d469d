package slipway.webui.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Server-sent events to one browser. Each open stream holds a virtual thread, which waits where
/// the browser is slow.
public final class EventStream implements AutoCloseable {

  /// After so long without an event something is sent, so that proxies keep the connection and a
  /// vanished browser is noticed.
  public static final Duration SILENCE_MAX = Duration.ofSeconds(15);

  /// At the bound, further browsers are told to come back later.
  private static final int STREAMS_MAX = 4000;

  private static final Semaphore PLACES = new Semaphore(STREAMS_MAX);

  private final OutputStream out;

  private EventStream(OutputStream out) {
    this.out = out;
  }

  /// Begins the answer.
  ///
  /// @throws Refused with 503 if too many streams are open
  public static EventStream open(Context ctx) throws IOException {
    if (!PLACES.tryAcquire()) {
      throw new Refused(503, "Too many live pages are open.", 60);
    }
    var response = ctx.res();
    response.setStatus(200);
    response.setContentType("text/event-stream; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    var stream = new EventStream(response.getOutputStream());
    stream.write("retry: 2000\n\n");
    return stream;
  }

  /// Sends one event.
  ///
  /// @param id where to go on after a reconnection; empty for none
  /// @throws IOException if the browser is gone
  public void send(String event, String id, String data) throws IOException {
    var text = new StringBuilder("event: ").append(event).append('\n');
    if (!id.isEmpty()) {
      text.append("id: ").append(id).append('\n');
    }
    // A carriage return would end a line of the protocol as well.
    for (String line : data.replace("\r", "").split("\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    write(text.append('\n').toString());
  }

  /// Sends a comment that the browser drops.
  ///
  /// @throws IOException if the browser is gone
  public void keepAlive() throws IOException {
    write(": still here\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    PLACES.release();
  }
}
