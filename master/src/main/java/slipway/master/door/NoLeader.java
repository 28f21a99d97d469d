package slipway.master.door;

/// This master does not lead just now, and cannot answer. The message names who does, if known.
public final class NoLeader extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NoLeader(String leader) {
    super(
        leader.isEmpty()
            ? "no master leads just now: try again in a few seconds"
            : "this master does not lead; ask %s".formatted(leader));
  }
}
