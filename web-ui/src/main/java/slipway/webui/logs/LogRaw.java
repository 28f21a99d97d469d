package slipway.webui.logs;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import slipway.proto.LogPiece;
import slipway.webui.farm.FarmStream;
import slipway.webui.http.ByteRange;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;

/// `/log/ATTEMPT`: the bytes that the build has printed, as plain text, whole or in ranges.
///
/// `?follow=1` goes on until the attempt ends, for `curl -N`.
public record LogRaw(LogReader logs) implements Handler {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void handle(Context ctx) throws IOException, InterruptedException {
    long attempt = Params.id(ctx, "attempt");
    long totalBytes = totalBytes(attempt);
    var response = ctx.res();
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", "no-cache");
    boolean follow = Params.flag(ctx, "follow");
    var range = follow ? Optional.<ByteRange>empty() : range(ctx, totalBytes);
    range.ifPresent(part -> response.setHeader("Content-Range", part.contentRange()));
    response.setStatus(range.isPresent() ? 206 : 200);
    long first = range.map(ByteRange::first).orElse(0L);
    long count = range.map(ByteRange::byteCount).orElse(totalBytes);
    if (!follow) {
      response.setContentLengthLong(count);
    }
    if (ctx.req().getMethod().equals("HEAD") || (count == 0 && !follow)) {
      return;
    }
    var request = LogReader.request(attempt).setOffset(first).setFollow(follow);
    if (!follow) {
      request.setMaxBytes(count);
    }
    try (var stream = logs.stream(request.build())) {
      copy(stream, ctx, follow ? Long.MAX_VALUE : count);
    }
  }

  private static void copy(FarmStream<LogPiece> stream, Context ctx, long count)
      throws IOException, InterruptedException {
    var out = ctx.res().getOutputStream();
    long left = count;
    while (left > 0 && !stream.ended()) {
      var piece = stream.next(PATIENCE);
      if (piece.isPresent()) {
        var bytes = piece.get().getBytes();
        var wanted = bytes.size() <= left ? bytes : bytes.substring(0, (int) left);
        wanted.writeTo(out);
        left -= wanted.size();
      }
      if (count == Long.MAX_VALUE) {
        out.flush();
      } else if (piece.isEmpty() && left > 0) {
        throw new IOException("the log ended early, or the master is silent");
      }
    }
  }

  private static Optional<ByteRange> range(Context ctx, long totalBytes) {
    var header = ctx.header("Range");
    try {
      return header == null ? Optional.empty() : ByteRange.parse(header, totalBytes);
    } catch (Refused behindTheEnd) {
      ctx.res().setHeader("Content-Range", "bytes */" + totalBytes);
      throw behindTheEnd;
    }
  }

  /// As far as it is known now.
  private long totalBytes(long attempt) throws InterruptedException {
    try (var stream = logs.stream(LogReader.request(attempt).setMaxBytes(1).build())) {
      return stream.next(PATIENCE).map(LogPiece::getTotalBytes).orElse(0L);
    }
  }
}
