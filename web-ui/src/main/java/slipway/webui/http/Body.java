package slipway.webui.http;

import io.javalin.http.Context;
import java.io.IOException;

/// The body of a request, never more of it than wanted.
public final class Body {

  private Body() {}

  /// All bytes of the body.
  ///
  /// @throws Refused with 413 as soon as there are more than `bytesMax`; the rest stays unread and
  ///   the connection is closed
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
}
