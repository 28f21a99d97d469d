package slipway.scheduler.plan;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Reservation;
import slipway.scheduler.Usage;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.Room;

/// What to reserve for what a build is expected to use: the peak with a quarter more, but never
/// more than the roomiest worker has if the peak fits there.
public final class Reservations {
  private static final double MARGIN = 1.25;

  private final Draft draft;
  private final Map<String, Room> roomByHost = new HashMap<>();

  /// There are few, and of each only one is kept.
  private final Map<Reservation, Reservation> shared = new HashMap<>();

  public Reservations(Draft draft) {
    this.draft = draft;
  }

  /// @param usage null: nothing is known
  public Reservation of(String host, @Nullable Usage usage) {
    if (usage == null) {
      return Reservation.UNKNOWN;
    }
    var room = roomByHost.computeIfAbsent(host, one -> Room.of(draft, one));
    var wanted =
        new Reservation(
                (long) (usage.diskBytesPeak() * MARGIN), (long) (usage.memoryBytesPeak() * MARGIN))
            .inSteps();
    var reservation =
        new Reservation(
            Room.withMargin(usage.diskBytesPeak(), wanted.diskBytes(), room.nearlyAllDisk()),
            Room.withMargin(usage.memoryBytesPeak(), wanted.memoryBytes(), room.nearlyAllMemory()));
    var equal = shared.putIfAbsent(reservation, reservation);
    return equal == null ? reservation : equal;
  }
}
