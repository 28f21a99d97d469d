package slipway.master.leadership;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The ZooKeeper that masters meet at: the operator's, or one of our own.
public final class Ensemble implements AutoCloseable {
  private final @Nullable EmbeddedZooKeeper embedded;
  private final String connectString;
  private final Duration sessionTimeout;

  private Ensemble(
      @Nullable EmbeddedZooKeeper embedded, String connectString, Duration sessionTimeout) {
    this.embedded = embedded;
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
  }

  /// Starts a ZooKeeper below the data directory, if no other is named; takes about a second.
  ///
  /// @throws IOException if it does not come up
  public static Ensemble open(Election election, Path dataDirectory) throws IOException {
    if (!election.connect().isEmpty()) {
      return new Ensemble(null, election.connect(), election.sessionTimeout());
    }
    var embedded = EmbeddedZooKeeper.start(dataDirectory.resolve("zookeeper"));
    return new Ensemble(embedded, embedded.connectString(), election.sessionTimeout());
  }

  String connectString() {
    return connectString;
  }

  Duration sessionTimeout() {
    return sessionTimeout;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
