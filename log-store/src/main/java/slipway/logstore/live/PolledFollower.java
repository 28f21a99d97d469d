package slipway.logstore.live;

import java.time.Duration;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import slipway.logstore.Follower;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;

/// A follower in another process than the one that appends: looks again and again.
public final class PolledFollower implements Follower {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int READ_BYTES = 256 << 10;

  private final Database database;
  private final Pieces pieces;
  private final LogReader reader;
  private final NativeCalls natives;
  private final long attempt;
  private long offset;
  private long length;
  private boolean ended;

  public PolledFollower(
      Database database,
      Pieces pieces,
      LogReader reader,
      NativeCalls natives,
      long attempt,
      long offset) {
    this.database = database;
    this.pieces = pieces;
    this.reader = reader;
    this.natives = natives;
    this.attempt = attempt;
    this.offset = offset;
  }

  @Override
  public Optional<byte[]> next(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!ended) {
      boolean closed = length > offset ? false : natives.make(this::look);
      if (length > offset) {
        byte[] bytes = reader.read(attempt, offset, READ_BYTES);
        offset += bytes.length;
        return Optional.of(bytes);
      }
      ended = closed;
      if (ended || System.nanoTime() >= deadline) {
        break;
      }
      Thread.sleep(PAUSE);
    }
    return Optional.empty();
  }

  private boolean look() throws RocksDBException {
    database.catchUp();
    boolean closed = pieces.record(attempt).map(LogRecord::closed).orElse(false);
    length = pieces.last(attempt).map(Piece::end).orElse(0L);
    return closed;
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
    return ended;
  }

  @Override
  public void close() {
    ended = true;
  }
}
