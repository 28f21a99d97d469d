package slipway.master.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import slipway.master.loop.FarmLoop;
import slipway.publisher.PublishedPackage;
import slipway.publisher.Publisher;
import slipway.publisher.ReleaseReport;
import slipway.publisher.RollbackReport;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Refused;

/// Releases that people take back. Carried out by the publishing thread between two passes, so that
/// none releases again what has just gone back.
///
/// First the farm journals what is not to be released by itself, then the index goes back. It holds
/// until something newer has replaced all of it, or somebody ends it.
final class Rollbacks {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Publisher publisher;
  private final RepositoryView view;
  private final Queue<Ask> asked = new ConcurrentLinkedQueue<>();

  Rollbacks(Publisher publisher, RepositoryView view) {
    this.publisher = publisher;
    this.view = view;
  }

  /// @param end whether to end what was rolled back, instead of rolling back
  record Request(String architecture, boolean end, String actor, String reason) {}

  private record Ask(Request request, CompletableFuture<String> answer) {}

  /// Has it done, and waits a while.
  ///
  /// @param wake the publishing thread
  /// @return for people: what was done
  String ask(Request request, Runnable wake) throws Refused, InterruptedException {
    var ask = new Ask(request, new CompletableFuture<>());
    asked.add(ask);
    wake.run();
    try {
      return ask.answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException busy) {
      return asked.remove(ask)
          ? "not done: publishing is busy with something else; try again"
          : "under way: the list of repositories shows when it is done";
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Refused refused) {
        throw refused;
      }
      throw new IllegalStateException("the rollback was not carried out", failed);
    }
  }

  /// Of the publishing thread.
  ///
  /// @param due names of staged packages that are to be released for an architecture
  /// @return whether an index has changed
  boolean run(FarmLoop farm, Function<String, Set<String>> due)
      throws InterruptedException, Refused {
    boolean changed = false;
    for (Ask ask = asked.poll(); ask != null; ask = asked.poll()) {
      try {
        String done = carryOut(ask.request(), farm, due);
        view.refresh(ask.request().architecture());
        ask.answer().complete(done);
        changed = true;
      } catch (IOException impossible) {
        ask.answer()
            .completeExceptionally(
                new Refused(Refused.Reason.NOT_NOW, String.valueOf(impossible.getMessage())));
      } catch (Refused | RuntimeException failed) {
        ask.answer().completeExceptionally(failed);
      }
    }
    for (Event.RolledBack rollback : farm.query(Farm::rollbacks)) {
      if (waiting(rollback).isEmpty()) {
        farm.ask(
            new Command.EndRollback(
                rollback.architecture(), Farm.SELF, "nothing of it is in the stage any more"));
      }
    }
    return changed;
  }

  private String carryOut(Request request, FarmLoop farm, Function<String, Set<String>> due)
      throws IOException, InterruptedException, Refused {
    return request.end() ? end(request, farm, due) : back(request, farm);
  }

  private String back(Request request, FarmLoop farm)
      throws IOException, InterruptedException, Refused {
    String architecture = request.architecture();
    List<String> withdrawn = publisher.rollbackPlan(architecture).withdrawn();
    farm.ask(new Command.RollBack(architecture, withdrawn, request.actor(), request.reason()));
    RollbackReport done = publisher.rollback(architecture);
    return "%s is as it was before its last release; seen again: %s; waits in the stage until something newer replaces it, or `slipway ctl rollback --end %s`: %s"
        .formatted(architecture, listed(done.restored()), architecture, listed(done.withdrawn()));
  }

  private static String listed(List<String> pkgvers) {
    return pkgvers.isEmpty() ? "nothing" : String.join(", ", pkgvers);
  }

  private String end(Request request, FarmLoop farm, Function<String, Set<String>> due)
      throws IOException, InterruptedException, Refused {
    String architecture = request.architecture();
    Event.RolledBack rollback =
        farm.query(Farm::rollbacks).stream()
            .filter(one -> one.architecture().equals(architecture))
            .findFirst()
            .orElseThrow(() ->
                new Refused(
                    Refused.Reason.NOT_NOW, "Nothing is rolled back for " + architecture + "."));
    var names = new TreeSet<>(due.apply(architecture));
    waiting(rollback).forEach(one -> names.add(one.pkgname()));
    ReleaseReport report = publisher.release(architecture, names);
    List<String> left = waiting(rollback).stream().map(PublishedPackage::pkgver).toList();
    if (!left.isEmpty()) {
      return "the rollback holds on for %s: %s"
          .formatted(
              String.join(", ", left),
              String.join("; ", report.held().stream().map(ReleaseReport.Held::sentence).toList()));
    }
    farm.ask(new Command.EndRollback(architecture, request.actor(), request.reason()));
    return "released again for %s: %s".formatted(architecture, listed(report.released()));
  }

  /// What was rolled back and is still in the stage, not replaced by something newer.
  List<PublishedPackage> waiting(Event.RolledBack rollback) {
    return publisher.packages(rollback.architecture()).stream()
        .filter(one -> one.staged() && rollback.pkgvers().contains(one.pkgver()))
        .toList();
  }

  /// For people: why those wait.
  static String sentence(Event.RolledBack rollback, List<PublishedPackage> waiting) {
    return "%s: rolled back by %s%s; released when something newer replaces it, or by `slipway ctl rollback --end %s`"
        .formatted(
            String.join(", ", waiting.stream().map(PublishedPackage::pkgver).toList()),
            rollback.actor(),
            rollback.reason().isEmpty() ? "" : ": " + rollback.reason(),
            rollback.architecture());
  }
}
