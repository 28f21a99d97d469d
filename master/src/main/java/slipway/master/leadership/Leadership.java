package slipway.master.leadership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes part in the election, and tells when this master leads, since which epoch, and when it
/// does no more.
///
/// Losing sight of ZooKeeper already ends the leadership: another may be chosen at any moment. A
/// leader that has not noticed yet is shut out by the epoch, which every journal entry and every
/// order carries.
public final class Leadership implements AutoCloseable {
  /// Is called by one thread, the two in turn.
  public interface Listener {
    /// This master leads from now on.
    ///
    /// @throws Exception if it cannot; the leadership is given up, and sought again later
    void lead(long epoch) throws Exception;

    /// This master leads no more.
    void follow();
  }

  /// The highest epoch that the journal knows of.
  public interface Fence {
    long epoch() throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);
  private static final String LATCH = "/leader";
  private static final String EPOCH = "/epoch";
  private static final long CLOSE_SECONDS_MAX = 20;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final CuratorFramework zooKeeper;
  private final String self;
  private final Fence fence;
  private final Listener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("leadership").factory());

  private @Nullable LeaderLatch latch;
  private boolean leading;
  private volatile boolean closed;

  private Leadership(CuratorFramework zooKeeper, String self, Fence fence, Listener listener) {
    this.zooKeeper = zooKeeper;
    this.self = self;
    this.fence = fence;
    this.listener = listener;
  }

  /// Stands for election.
  ///
  /// @param self how others reach this master: `host:port`
  public static Leadership start(Ensemble ensemble, String self, Fence fence, Listener listener) {
    var leadership = new Leadership(ensemble.zooKeeper(), self, fence, listener);
    leadership.thread.execute(leadership::stand);
    return leadership;
  }

  private void stand() {
    if (closed) {
      return;
    }
    var fresh = new LeaderLatch(zooKeeper, LATCH, self, LeaderLatch.CloseMode.SILENT);
    fresh.addListener(
        new LeaderLatchListener() {
          @Override
          public void isLeader() {
            lead(fresh);
          }

          @Override
          public void notLeader() {
            follow();
          }
        },
        thread);
    latch = fresh;
    try {
      fresh.start();
    } catch (Exception failed) {
      throw new IllegalStateException("cannot stand for election", failed);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a former latch may still call back
  private void lead(LeaderLatch elected) {
    if (closed || leading || elected != latch || !elected.hasLeadership()) {
      return;
    }
    try {
      long epoch = takeEpoch();
      leading = true;
      listener.lead(epoch);
      log.atInfo().addKeyValue("epoch", epoch).log("leading");
    } catch (Exception failed) {
      log.atError().setCause(failed).log("cannot lead, standing down for a while");
      standAgain();
    }
  }

  private void follow() {
    if (leading) {
      leading = false;
      log.atWarn().log("leading no more");
      listener.follow();
    }
  }

  /// Gives up the leadership after a failure, and seeks it again after a pause.
  public void stepDown() {
    thread.execute(this::standAgain);
  }

  private void standAgain() {
    follow();
    if (latch != null) {
      closeQuietly(latch);
      latch = null;
    }
    var pause =
        java.util.concurrent.CompletableFuture.delayedExecutor(
            PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    pause.execute(() -> {
      if (!closed) {
        thread.execute(this::stand);
      }
    });
  }

  /// A number above every epoch before: above the one in ZooKeeper, and above the journal's, should
  /// ZooKeeper have lost its data. Written only if nobody else has written meanwhile.
  private long takeEpoch() throws Exception {
    try {
      zooKeeper.create().creatingParentsIfNeeded().forPath(EPOCH, text(0));
    } catch (KeeperException.NodeExistsException _) {
      // Every epoch but the first.
    }
    var stat = new org.apache.zookeeper.data.Stat();
    byte[] newest = zooKeeper.getData().storingStatIn(stat).forPath(EPOCH);
    long epoch =
        1 + Math.max(Long.parseLong(new String(newest, StandardCharsets.US_ASCII)), fence.epoch());
    zooKeeper.setData().withVersion(stat.getVersion()).forPath(EPOCH, text(epoch));
    return epoch;
  }

  private static byte[] text(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /// Who leads, as `host:port`; empty if nobody does, or ZooKeeper is out of sight.
  public Optional<String> leader() {
    var current = latch;
    if (current == null || !zooKeeper.getZookeeperClient().isConnected()) {
      return Optional.empty();
    }
    try {
      var leader = current.getLeader();
      return leader.isLeader() ? Optional.of(leader.getId()) : Optional.empty();
    } catch (Exception outOfSight) {
      return Optional.empty();
    }
  }

  private static void closeQuietly(LeaderLatch latch) {
    try {
      if (latch.getState() == LeaderLatch.State.STARTED) {
        latch.close();
      }
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("latch did not close");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.execute(() -> {
      follow();
      if (latch != null) {
        closeQuietly(latch);
      }
    });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.atWarn().log("the last term did not end in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
