package slipway.master.leadership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/// A ZooKeeper of our own for a farm with one master: on loopback, at a port that the system
/// chooses, with its data below the data directory.
final class EmbeddedZooKeeper implements AutoCloseable {
  private static final long START_MILLIS_MAX = 30_000;

  private final ZooKeeperServerEmbedded server;
  private final String connectString;

  private EmbeddedZooKeeper(ZooKeeperServerEmbedded server, String connectString) {
    this.server = server;
    this.connectString = connectString;
  }

  /// @throws IOException if it does not come up
  static EmbeddedZooKeeper start(Path directory) throws IOException {
    Files.createDirectories(directory);
    var settings = new Properties();
    settings.setProperty("clientPortAddress", "127.0.0.1");
    settings.setProperty("clientPort", "0");
    settings.setProperty("tickTime", "500");
    settings.setProperty("minSessionTimeout", "1000");
    settings.setProperty("maxSessionTimeout", "60000");
    settings.setProperty("admin.enableServer", "false");
    settings.setProperty("autopurge.snapRetainCount", "3");
    settings.setProperty("autopurge.purgeInterval", "24");
    try {
      var server =
          ZooKeeperServerEmbedded.builder()
              .baseDir(directory)
              .configuration(settings)
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      server.start(START_MILLIS_MAX);
      return new EmbeddedZooKeeper(server, server.getConnectionString());
    } catch (Exception failed) {
      throw new IOException(
          "Cannot start ZooKeeper in %s: %s. Is the disk full, or the directory damaged? It holds only the number of the epoch, which the journal has too: moving it away is safe while no master runs."
              .formatted(directory, failed.getMessage()),
          failed);
    }
  }

  String connectString() {
    return connectString;
  }

  @Override
  public void close() {
    server.close();
  }
}
