package slipway.master.leadership;

import java.time.Duration;

/// Where masters elect their leader.
///
/// @param connect the ensemble, `zk1:2181,zk2:2181/farm`; empty: a ZooKeeper of our own
/// @param sessionTimeout a leader that ZooKeeper has not heard of for so long is replaced
public record Election(String connect, Duration sessionTimeout) {
  public static final Election EMBEDDED = new Election("", Duration.ofSeconds(10));
}
