package slipway.master.workers;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import slipway.master.wire.Wire;
import slipway.proto.Order;
import slipway.proto.Repository;
import slipway.proto.WorkerOrders;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Lease;
import slipway.scheduler.Orders;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// Spells out what a worker should do, with all that it needs to do it.
///
/// @param gitUrl of the tree, as workers reach it
/// @param driver template or xbps-src
/// @param checks whether the check phase runs
/// @param repositories where a build for a target finds its dependencies
public record OrderSpelling(
    String gitUrl, String driver, boolean checks, Function<Target, List<Repository>> repositories) {

  /// @param neededDistfiles names of packages whose distfiles queued builds will need
  WorkerOrders spell(Orders orders, long epoch, List<String> neededDistfiles) {
    var spelled = WorkerOrders.newBuilder().setEpoch(epoch).addAllNeededDistfiles(neededDistfiles);
    orders.run().forEach(lease -> spelled.addOrders(order(lease)));
    orders.cancel().forEach(attempt -> spelled.addCancel(attempt.value()));
    orders.settled().stream().map(AttemptId::value).forEach(spelled::addSettled);
    return spelled.build();
  }

  private Order order(Lease lease) {
    var target = lease.what().target();
    var order =
        Order.newBuilder()
            .setAttempt(lease.attempt().value())
            .setBuild(lease.build().value())
            .setTarget(Wire.target(target))
            .setPackage(lease.what().name())
            .setVersion(lease.version())
            .addAllSubpackages(lease.subpackages())
            .setGitUrl(gitUrl)
            .setCommit(lease.commit())
            .setDriver(driver)
            .addAllRepositories(repositories.apply(target))
            .setJobs(lease.jobs())
            .setDiskBytesReserved(lease.reservation().diskBytes())
            .setMemoryBytesReserved(lease.reservation().memoryBytes())
            .setNoOutputLimit(Wire.span(lease.noOutputLimit()))
            .setTotalLimit(Wire.span(lease.totalLimit()))
            .setReclaimBytes(lease.reclaimBytes())
            .setKeepGoingChecks(checks)
            .setPriority(lease.lane().name().toLowerCase(Locale.ROOT));
    for (PackageTarget dependency : lease.dependencies()) {
      if (dependency.target().equals(target)) {
        order.addTargetDependencies(dependency.name());
      } else {
        order.addHostDependencies(dependency.name());
      }
    }
    return order.build();
  }
}
