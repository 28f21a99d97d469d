package slipway.logstore.search;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Pack.Segment;
import slipway.logstore.index.GramIndex;
import slipway.logstore.read.Packs;
import slipway.logstore.search.LineScan.Text;

/// Looks through one pack.
record PackScan(
    Packs packs,
    GramIndex.Following following,
    long number,
    LineScan lines,
    AtomicLong bytesScanned)
    implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PackScan.class);

  @Override
  public void run() {
    try {
      var pack = packs.read(number);
      byte[] raw = pack.raw();
      int position = 0;
      for (var segment : pack.segments()) {
        scan(segment, raw, position);
        position += segment.length();
      }
      bytesScanned.addAndGet(raw.length);
    } catch (DamagedValue damaged) {
      log.atError()
          .addKeyValue("pack", number)
          .setCause(damaged)
          .log("a damaged pack is not searched");
    }
  }

  private void scan(Segment segment, byte[] raw, int position) {
    int end = position + segment.length();
    byte[] bytes = raw;
    int from = position;
    if (end > position && raw[end - 1] != '\n') {
      byte[] after = following.bytes(segment);
      bytes = Arrays.copyOfRange(raw, position, end + after.length);
      System.arraycopy(after, 0, bytes, segment.length(), after.length);
      from = 0;
      end = bytes.length;
    }
    lines.scan(
        new Text(segment.attempt(), segment.offset(), segment.linesBefore(), bytes, from, end));
  }
}
