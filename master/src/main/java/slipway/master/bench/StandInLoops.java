package slipway.master.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import slipway.master.Loops;
import slipway.master.door.NoLeader;
import slipway.master.farm.PublishingView;
import slipway.master.farm.TreeView;
import slipway.master.journal.Journal;
import slipway.master.loop.FarmLoop;
import slipway.master.workers.Acceptance;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.PackageDetails;
import slipway.proto.PackageFile;
import slipway.proto.Problem;
import slipway.proto.PublishedPackage;
import slipway.proto.Receipt;
import slipway.proto.Repository;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.scheduler.BuildId;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.simulate.FarmState;

/// Stands in for tree and repository where only the farm itself is looked at: what is delivered
/// counts as staged and released at once, and plans come from whoever measures.
public final class StandInLoops implements Loops {
  private static final int BATCH_MAX = 500;

  private final Acceptance acceptance;
  private final LinkedBlockingQueue<BuildId> delivered = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable FarmLoop> loop = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

  /// @param acceptance what must have been delivered for an attempt to count as successful
  public StandInLoops(Acceptance acceptance) {
    this.acceptance = acceptance;
  }

  /// The loop of the current term, if there is one.
  public Optional<FarmLoop> loop() {
    return Optional.ofNullable(loop.get());
  }

  @Override
  public TreeView tree() {
    return new NoTree();
  }

  @Override
  public PublishingView publishing() {
    return new NoRepository();
  }

  @Override
  public Acceptance acceptance() {
    return acceptance;
  }

  @Override
  public void begin(FarmLoop begun) {
    var started = Thread.ofPlatform().name("stand-in-publisher").unstarted(() -> publish(begun));
    thread.set(started);
    started.start();
    loop.set(begun);
  }

  @Override
  public void happened(List<Journal.Entry> entries) {
    for (Journal.Entry entry : entries) {
      if (entry.event() instanceof Event.BuildDelivered(_, var build, _)) {
        delivered.add(build);
      }
    }
  }

  private void publish(FarmLoop farm) {
    try {
      while (!Thread.interrupted()) {
        var batch = new ArrayList<BuildId>();
        var first = delivered.poll(1, TimeUnit.SECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        delivered.drainTo(batch, BATCH_MAX);
        var answers =
            new ArrayList<>(batch.stream().map(b -> farm.submit(new Command.Staged(b))).toList());
        answers.add(farm.submit(new Command.Released(batch)));
        for (var answer : answers) {
          FarmLoop.answered(answer);
        }
      }
    } catch (InterruptedException | NoLeader _) {
      Thread.currentThread().interrupt();
    } catch (Refused impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void end() {
    loop.set(null);
    var running = thread.getAndSet(null);
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    end();
  }

  private static final class NoTree implements TreeView {
    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public Counts counts(Target target) {
      return new Counts(0, 0);
    }

    @Override
    public Optional<PackageDetails> packageDetails(String name) {
      return Optional.empty();
    }

    @Override
    public Rebuild rebuild(List<String> packages, List<Target> targets, boolean withDependents)
        throws Refused {
      throw new Refused(Refused.Reason.NOT_FOUND, "There is no tree here.");
    }

    @Override
    public List<FarmState.InTree> everything() {
      return List.of();
    }

    @Override
    public Reported report(
        String commit, String oldCommit, String who, Lane lane, Duration patience) {
      return new Reported(0, 0, "There is no tree here.");
    }
  }

  private static final class NoRepository implements PublishingView {
    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public String rollBack(String architecture, boolean end, String actor, String reason)
        throws Refused {
      throw new Refused(Refused.Reason.NOT_FOUND, "There is no repository here.");
    }

    @Override
    public ListRepositoriesResponse repositories() {
      return ListRepositoriesResponse.getDefaultInstance();
    }

    @Override
    public List<Repository> repositoriesFor(Target target) {
      return List.of();
    }

    @Override
    public List<PackageFile> filesOf(PackageTarget what, String version) {
      return List.of();
    }

    @Override
    public List<Receipt> receipt(PackageTarget what, String version) {
      return List.of();
    }

    @Override
    public SearchPackagesResponse search(SearchPackagesRequest request) {
      return SearchPackagesResponse.getDefaultInstance();
    }

    @Override
    public Optional<PublishedPackage> published(String architecture, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> stagedVersion(PackageTarget what) {
      return Optional.empty();
    }

    @Override
    public Optional<String> releasedVersion(PackageTarget what) {
      return Optional.empty();
    }
  }
}
