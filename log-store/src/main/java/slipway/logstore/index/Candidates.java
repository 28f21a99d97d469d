package slipway.logstore.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;

/// The packs that a search must look through, from the newest to the oldest. For one thread. Makes
/// native calls.
///
/// Reads one row for each slot of the query in each group of packs: O(slots × packs / 16,384)
/// reads.
public final class Candidates {
  private static final Logger log = LoggerFactory.getLogger(Candidates.class);

  private final Database database;
  private final GramQuery query;
  private final long onDisk;
  private final int recentCount;
  private final long @Nullable [] recentBits;
  private final BooleanSupplier indexIsThere;

  /// The next pack to consider, going down.
  private long next;

  private long group = -1;
  private long @Nullable [] groupBits;

  Candidates(
      Database database,
      GramQuery query,
      long onDisk,
      int recentCount,
      long @Nullable [] recentBits,
      long count,
      BooleanSupplier indexIsThere) {
    this.database = database;
    this.query = query;
    this.onDisk = onDisk;
    this.recentCount = recentCount;
    this.recentBits = recentBits;
    this.next = count - 1;
    this.indexIsThere = indexIsThere;
  }

  /// The next pack; empty behind the oldest one.
  public OptionalLong next() throws RocksDBException {
    while (next >= 0) {
      long pack = next--;
      if (pack >= onDisk ? isRecentCandidate(pack) : isCandidateOnDisk(pack)) {
        return OptionalLong.of(pack);
      }
    }
    return OptionalLong.empty();
  }

  private boolean isRecentCandidate(long pack) {
    int place = (int) (pack - onDisk);
    return recentBits == null || place >= recentCount || isSet(recentBits, place);
  }

  private boolean isCandidateOnDisk(long pack) throws RocksDBException {
    if (pack / Row.GROUP_PACKS != group) {
      group = pack / Row.GROUP_PACKS;
      groupBits = readGroup();
    }
    int place = (int) (pack % Row.GROUP_PACKS);
    if (groupBits != null && !isSet(groupBits, place)) {
      next -= place - previousSet(groupBits, place) - 1; // not one by one over empty stretches
      return false;
    }
    return true;
  }

  private long @Nullable [] readGroup() throws RocksDBException {
    var slots = List.copyOf(query.allSlots());
    var keys = new ArrayList<byte[]>();
    for (int slot : slots) {
      keys.add(GramIndex.key(Math.toIntExact(group), slot));
    }
    var rows = new HashMap<Integer, long[]>();
    try {
      var values = database.getAll(Family.GRAMS, keys);
      for (int at = 0; at < keys.size(); at++) {
        long[] bits = new long[Row.GROUP_WORDS];
        if (values.get(at).isPresent()) {
          Row.read(values.get(at).get(), bits);
        }
        rows.put(slots.get(at), bits);
      }
    } catch (DamagedValue damaged) {
      log.atError()
          .addKeyValue("group", group)
          .setCause(damaged)
          .log("the search index is damaged, its packs are searched without it");
      return null;
    }
    if (!indexIsThere.getAsBoolean()) {
      return null; // it is being made again: what was read may be empty
    }
    return query.evaluate(slot -> Objects.requireNonNull(rows.get(slot)));
  }

  private static boolean isSet(long[] bits, int place) {
    return (bits[place >>> 6] & 1L << place) != 0;
  }

  /// The greatest set place below `place`, or -1.
  private static int previousSet(long[] bits, int place) {
    int word = place >>> 6;
    long left = bits[word] & (1L << place) - 1;
    while (left == 0 && word > 0) {
      left = bits[--word];
    }
    return left == 0 ? -1 : word * 64 + 63 - Long.numberOfLeadingZeros(left);
  }
}
