package slipway.logstore.live;

import java.time.Duration;
import java.util.Optional;
import slipway.logstore.Follower;
import slipway.logstore.read.LogReader;

/// A follower that reads the database until it has caught up, and shares the appended bytes from
/// then on.
final class LiveFollower implements Follower {
  private static final int READ_BYTES = 256 << 10;

  private final OpenLogs logs;
  private final LogReader reader;
  private final OpenLog log;
  private long offset;
  private boolean closed;

  LiveFollower(OpenLogs logs, LogReader reader, OpenLog log, long offset) {
    this.logs = logs;
    this.reader = reader;
    this.log = log;
    this.offset = offset;
    log.follow(1);
  }

  @Override
  public Optional<byte[]> next(Duration timeout) throws InterruptedException {
    var view = log.awaitBeyond(offset, timeout);
    if (view.durable().length() <= offset || closed) {
      return Optional.empty();
    }
    byte[] bytes =
        log.recentFrom(offset).orElseGet(() -> reader.read(log.attempt, offset, READ_BYTES));
    offset += bytes.length;
    return Optional.of(bytes);
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public void skipTo(long to) {
    offset = to;
  }

  @Override
  public boolean ended() {
    var view = log.view();
    return closed || (view.closed() && view.durable().length() <= offset);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      log.follow(-1);
      logs.release(log);
    }
  }
}
