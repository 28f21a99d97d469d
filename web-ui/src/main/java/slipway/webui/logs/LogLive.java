package slipway.webui.logs;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.LogPiece;
import slipway.webui.http.EventStream;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;

/// `/log/ATTEMPT/live?from=OFFSET`: further lines of a log as they are printed, ready for the page.
///
/// - `lines`: markup of whole lines to append; the event's id is the offset to go on from.
/// - `partial`: markup of the line that has begun; replaces the former `partial`.
/// - `gap`: the build prints faster than anyone reads; the page continues near the end.
/// - `end`: the log is closed.
public record LogLive(LogReader logs) implements Handler {

  private static final Logger log = LoggerFactory.getLogger(LogLive.class);

  /// Lines within this time come as one event.
  private static final Duration MOMENT = Duration.ofMillis(150);

  /// Markup that is sent as one event.
  private static final int EVENT_CHARACTERS_MAX = 256 << 10;

  /// Who is further behind than this skips to the end.
  private static final long BEHIND_BYTES_MAX = 1 << 20;

  @Override
  public void handle(Context ctx) throws IOException, InterruptedException {
    long attempt = Params.id(ctx, "attempt");
    long from = resumed(ctx).orElseGet(() -> Params.number(ctx, "from", 0));
    try (var stream = EventStream.open(ctx)) {
      while (from >= 0) {
        from = follow(attempt, from, stream);
      }
      stream.send("end", "", "");
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("browser went away");
    }
  }

  private static Optional<Long> resumed(Context ctx) {
    var id = ctx.header("Last-Event-ID");
    try {
      return id == null || id.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(id));
    } catch (NumberFormatException notOurs) {
      throw new Refused(400, "The Last-Event-ID wants an offset, not \"" + id + "\".");
    }
  }

  /// @return where to go on after a gap, or -1 if the log is at its end
  private long follow(long attempt, long from, EventStream browser)
      throws IOException, InterruptedException {
    var lines = new LogLines(from);
    var request = LogReader.request(attempt).setOffset(from).setFollow(true).build();
    try (var stream = logs.stream(request)) {
      var markup = new StringBuilder();
      var shown = "";
      long sentNanos = System.nanoTime();
      while (!stream.ended()) {
        var piece = stream.next(MOMENT);
        if (piece.isPresent() && behind(piece.get()) > BEHIND_BYTES_MAX) {
          return skip(lines.end(), piece.get(), browser);
        }
        piece.ifPresent(some ->
            lines.add(some.getBytes().toByteArray()).forEach(line -> markup.append(line.markup())));
        boolean due = piece.isEmpty() || System.nanoTime() - sentNanos > MOMENT.toNanos();
        if (!markup.isEmpty() && (due || markup.length() > EVENT_CHARACTERS_MAX)) {
          browser.send("lines", Long.toString(lines.end()), markup.toString());
          markup.setLength(0);
          sentNanos = System.nanoTime();
        }
        if (piece.isEmpty()) {
          shown = sendPartial(lines, shown, browser);
          sentNanos = keepAlive(browser, sentNanos);
        }
      }
      lines.unfinished().ifPresent(line -> markup.append(line.markup()));
      if (!markup.isEmpty()) {
        browser.send("lines", Long.toString(lines.end()), markup.toString());
      }
      return -1;
    }
  }

  private static long behind(LogPiece piece) {
    return piece.getTotalBytes() - piece.getOffset() - piece.getBytes().size();
  }

  private static long skip(long shownTo, LogPiece piece, EventStream browser) throws IOException {
    long next = piece.getTotalBytes() - LogReader.WINDOW_BYTES;
    browser.send("gap", Long.toString(next), (next - shownTo) + " " + next);
    return next;
  }

  private static String sendPartial(LogLines lines, String shown, EventStream browser)
      throws IOException {
    var partial = lines.unfinished().map(LogLine::html).orElse("");
    if (!partial.equals(shown)) {
      browser.send("partial", "", partial);
    }
    return partial;
  }

  private static long keepAlive(EventStream browser, long silentSince) throws IOException {
    if (System.nanoTime() - silentSince < EventStream.SILENCE_MAX.toNanos()) {
      return silentSince;
    }
    browser.keepAlive();
    return System.nanoTime();
  }
}
