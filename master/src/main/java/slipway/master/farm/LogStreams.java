package slipway.master.farm;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import slipway.logstore.Follower;
import slipway.logstore.LogDamaged;
import slipway.logstore.LogInfo;
import slipway.logstore.LogStore;
import slipway.logstore.SearchHit;
import slipway.master.history.History;
import slipway.proto.Build;
import slipway.proto.LogHit;
import slipway.proto.LogPiece;
import slipway.proto.ReadLogRequest;
import slipway.proto.SearchLogsRequest;

/// Reads, follows and searches logs for one client each, on a virtual thread of its own.
final class LogStreams {
  private static final int PIECE_BYTES_MAX = 256 << 10;
  private static final Duration STILL_THERE = Duration.ofSeconds(1);

  private final LogStore logs;
  private final History history;

  LogStreams(LogStore logs, History history) {
    this.logs = logs;
    this.history = history;
  }

  void read(ReadLogRequest request, Outflow<LogPiece> out)
      throws IOException, InterruptedException {
    long attempt = request.getAttempt();
    if (attempt <= 0 || history.buildOfAttempt(attempt).isEmpty()) {
      throw Answers.notFound(
          "attempt", Long.toUnsignedString(attempt), "the page of a build has its attempts");
    }
    if (request.getOffset() < 0 || request.getLastBytes() < 0 || request.getMaxBytes() < 0) {
      throw new IllegalArgumentException("offset, last_bytes and max_bytes are below 2^63");
    }
    long length = length(attempt);
    long offset =
        request.getLastBytes() > 0
            ? Math.max(0, length - request.getLastBytes())
            : request.getOffset();
    long end =
        request.getMaxBytes() == 0
            ? Long.MAX_VALUE
            : Math.addExact(
                Math.min(offset, Long.MAX_VALUE / 2),
                Math.min(request.getMaxBytes(), Long.MAX_VALUE / 2));
    if (request.getFollow()) {
      follow(attempt, offset, end, out);
    } else {
      readOnce(attempt, offset, Math.min(end, length), out);
    }
  }

  private void readOnce(long attempt, long from, long end, Outflow<LogPiece> out)
      throws InterruptedException {
    long offset = from;
    while (offset < end) {
      byte[] bytes;
      try {
        bytes =
            logs.read(attempt, offset, Math.toIntExact(Math.min(PIECE_BYTES_MAX, end - offset)));
      } catch (LogDamaged damaged) {
        offset = Math.max(damaged.resumeOffset(), offset + 1);
        continue;
      }
      if (bytes.length == 0 || !out.send(piece(attempt, offset, bytes))) {
        break;
      }
      offset += bytes.length;
    }
    out.send(piece(attempt, Math.max(from, offset), new byte[0]));
  }

  private void follow(long attempt, long from, long end, Outflow<LogPiece> out)
      throws InterruptedException {
    try (Follower follower = logs.follow(attempt, from)) {
      while (!out.isCancelled() && !follower.ended() && follower.offset() < end) {
        long offset = follower.offset();
        Optional<byte[]> bytes;
        try {
          bytes = follower.next(STILL_THERE);
        } catch (LogDamaged damaged) {
          follower.skipTo(damaged.resumeOffset());
          continue;
        }
        if (bytes.isPresent() && !out.send(piece(attempt, offset, bytes.get()))) {
          return;
        }
      }
      out.send(piece(attempt, follower.offset(), new byte[0]));
    }
  }

  private LogPiece piece(long attempt, long offset, byte[] bytes) {
    var info = logs.info(attempt);
    return LogPiece.newBuilder()
        .setOffset(offset)
        .setBytes(bytes.length == 0 ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes))
        .setTotalBytes(info.map(LogInfo::length).orElse(0L))
        .setClosed(info.map(LogInfo::closed).orElse(false))
        .build();
  }

  private long length(long attempt) {
    return logs.info(attempt).map(LogInfo::length).orElse(0L);
  }

  void search(SearchLogsRequest request, Outflow<LogHit> out) throws InterruptedException {
    var attempts = new Attempts(history);
    try (var hits = logs.search(LogFilter.query(request, attempts))) {
      while (!out.isCancelled() && hits.hasNext()) {
        if (!out.send(hit(hits.next(), attempts))) {
          return;
        }
      }
    }
  }

  private static LogHit hit(SearchHit hit, Attempts attempts) {
    return LogHit.newBuilder()
        .setBuild(attempts.buildOf(hit.attempt()).orElse(Build.getDefaultInstance()))
        .setAttempt(hit.attempt())
        .setLine(hit.line())
        .setOffset(hit.offset())
        .setText(hit.text())
        .setMatchFrom(hit.from())
        .setMatchTo(hit.to())
        .addAllBefore(hit.before())
        .addAllAfter(hit.after())
        .build();
  }
}
