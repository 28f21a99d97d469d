package slipway.master.journal;

/// What every journal holds to about snapshots.
final class Snapshots {
  private Snapshots() {}

  static void checkCovered(long sequence, long snapshotSequence) {
    if (sequence > snapshotSequence) {
      throw new IllegalStateException(
          "events up to %d would be lost: the newest snapshot covers those up to %d"
              .formatted(sequence, snapshotSequence));
    }
  }
}
