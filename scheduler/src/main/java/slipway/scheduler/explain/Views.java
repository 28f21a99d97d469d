package slipway.scheduler.explain;

import java.util.List;
import java.util.Optional;
import slipway.scheduler.BuildView;
import slipway.scheduler.WorkerView;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.View;
import slipway.scheduler.ledger.WorkerRow;

/// Rows as the world outside sees them: values that do not change.
public final class Views {
  private Views() {}

  public static BuildView of(View view, Build build) {
    var asked = build.asked();
    var attempt = build.attempt();
    var worker = view.worker(build.worker());
    return new BuildView(
        build.id(),
        build.what(),
        build.version(),
        asked.commit(),
        asked.fingerprint(),
        asked.subpackages(),
        build.lane(),
        asked.push(),
        build.state(),
        asked.at(),
        build.since(),
        build.notBefore(),
        build.reservation(),
        build.rank(),
        build.dependencies(),
        build.missing(),
        build.why(),
        asked.actor(),
        worker == null || attempt == null
            ? Optional.empty()
            : Optional.ofNullable(worker.leaseOf(attempt)));
  }

  public static WorkerView of(View view, WorkerRow worker) {
    var facts = worker.facts();
    var drained = worker.drained();
    var location = view.arrangements().drainOf(worker);
    var judged = worker.judged();
    return new WorkerView(
        worker.name(),
        facts.session(),
        List.copyOf(worker.hosts()),
        worker.slots(),
        facts.jobsPerBuild(),
        facts.memoryBytes(),
        worker.memoryBytesReserved(),
        facts.diskBytesTotal(),
        worker.diskBytesReserved(),
        facts.location(),
        drained != null ? drained.actor() : location != null ? location.actor() : "",
        drained != null
            ? drained.reason()
            : location != null ? withLocation(location.location(), location.reason()) : "",
        judged != null && judged.suspected() ? judged.why() : "",
        worker.isLost(),
        Optional.ofNullable(worker.lastSeen()),
        Optional.ofNullable(worker.status()),
        List.copyOf(worker.leases()));
  }

  private static String withLocation(String location, String reason) {
    return "with all of " + location + (reason.isEmpty() ? "" : ": " + reason);
  }
}
