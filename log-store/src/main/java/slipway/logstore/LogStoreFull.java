package slipway.logstore;

import java.nio.file.Path;

/// The disk is nearly full: appends are refused before the database is in danger. Reads go on;
/// writers keep their spools and try again.
public final class LogStoreFull extends LogStoreException {
  private static final long serialVersionUID = 1L;

  public LogStoreFull(Path directory, long freeBytes, long freeBytesMin) {
    super(
        ("The log store at %s takes no more bytes: its disk has %d MiB left, and %d MiB are kept"
                + " free. Free or add space; writers go on by themselves then.")
            .formatted(directory, freeBytes >> 20, freeBytesMin >> 20),
        null);
  }
}
