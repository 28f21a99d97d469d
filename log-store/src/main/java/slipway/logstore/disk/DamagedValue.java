package slipway.logstore.disk;

/// A stored value is not what was written. Whoever knows the log and the offset turns this into a
/// `LogDamaged`.
public final class DamagedValue extends Exception {
  private static final long serialVersionUID = 1L;

  private final String what;

  public DamagedValue(String what) {
    super(what);
    this.what = what;
  }

  public DamagedValue(String what, Throwable cause) {
    super(what, cause);
    this.what = what;
  }

  /// What is wrong with it, as the end of a sentence.
  public String what() {
    return what;
  }
}
