package slipway.master.leadership;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.jspecify.annotations.Nullable;

/// The ZooKeeper that masters meet at: the operator's, or one of our own.
public final class Ensemble implements AutoCloseable {
  private final @Nullable EmbeddedZooKeeper embedded;
  private final String connectString;
  private final CuratorFramework zooKeeper;

  private Ensemble(
      @Nullable EmbeddedZooKeeper embedded, String connectString, CuratorFramework zooKeeper) {
    this.embedded = embedded;
    this.connectString = connectString;
    this.zooKeeper = zooKeeper;
  }

  /// Starts a ZooKeeper below the data directory, if no other is named, which takes about a second;
  /// and begins to connect.
  ///
  /// @throws IOException if our own does not come up
  public static Ensemble open(Election election, Path dataDirectory) throws IOException {
    var embedded =
        election.connect().isEmpty()
            ? EmbeddedZooKeeper.start(dataDirectory.resolve("zookeeper"))
            : null;
    String connectString = embedded == null ? election.connect() : embedded.connectString();
    var timeout = Math.toIntExact(election.sessionTimeout().toMillis());
    var zooKeeper =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .namespace("slipway")
            .sessionTimeoutMs(timeout)
            .connectionTimeoutMs(timeout)
            .retryPolicy(new ExponentialBackoffRetry(100, 10, 2_000))
            .build();
    zooKeeper.start();
    return new Ensemble(embedded, connectString, zooKeeper);
  }

  /// Where another master can meet this one.
  public String connectString() {
    return connectString;
  }

  CuratorFramework zooKeeper() {
    return zooKeeper;
  }

  /// Ends our own ZooKeeper under those who are connected to it.
  void pullThePlug() {
    if (embedded != null) {
      embedded.close();
    }
  }

  @Override
  public void close() {
    zooKeeper.close();
    pullThePlug();
  }
}
