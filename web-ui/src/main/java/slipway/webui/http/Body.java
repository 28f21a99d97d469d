package slipway.webui.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/// The body of a request, never more of it than wanted.
public final class Body {

  /// How much of a refused body is read and thrown away: closing a connection with bytes unread
  /// resets it, and a reset overtakes the answer that says why.
  private static final long LINGER_BYTES_MAX = 256L << 20;

  private Body() {}

  /// All bytes of the body.
  ///
  /// @throws Refused with 413 as soon as there are more than `bytesMax`; the connection is closed
  ///   after the answer
  public static byte[] read(Context ctx, int bytesMax) throws IOException {
    if (ctx.req().getContentLengthLong() > bytesMax) {
      throw tooLarge(ctx, bytesMax);
    }
    var body = ctx.req().getInputStream().readNBytes(bytesMax + 1);
    if (body.length > bytesMax) {
      throw tooLarge(ctx, bytesMax);
    }
    return body;
  }

  private static Refused tooLarge(Context ctx, int bytesMax) {
    ctx.res().setHeader("Connection", "close");
    return new Refused(413, "The body is larger than " + bytesMax + " bytes.");
  }

  /// Sends the answer that `ctx` holds and nothing after it, then reads what the client still
  /// sends, up to a bound, so that a client that sends first and reads later gets the answer. A
  /// client that sends nothing more is let go by the server's idle timeout.
  public static void answerThenDiscard(Context ctx) throws IOException {
    try (var answer = ctx.res().getOutputStream();
        var text = ctx.resultInputStream()) {
      if (text != null) {
        text.transferTo(answer);
      }
    }
    if (ctx.header("Expect") == null) {
      discard(ctx.req().getInputStream());
    }
  }

  private static void discard(InputStream rest) throws IOException {
    var buffer = new byte[64 << 10];
    long discarded = 0;
    for (int count = 0; count >= 0 && discarded < LINGER_BYTES_MAX; count = rest.read(buffer)) {
      discarded += count;
    }
  }
}
