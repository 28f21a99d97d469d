package slipway.master.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.history.History;
import slipway.master.intake.Intake;
import slipway.master.loop.FarmLoop;
import slipway.publisher.Delivery;
import slipway.publisher.PackageRejected;
import slipway.publisher.Publisher;
import slipway.publisher.StagedPackage;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;

/// Brings what builds have delivered from the intake into the repository's stage, signed.
final class Stager {
  /// Deliveries at once: the publisher writes them together.
  private static final int AT_ONCE = 8;

  private static final Logger log = LoggerFactory.getLogger(Stager.class);

  private final Publisher publisher;
  private final Intake intake;
  private final History history;
  private final FileWarnings warnings;

  Stager(Publisher publisher, Intake intake, History history, FileWarnings warnings) {
    this.publisher = publisher;
    this.intake = intake;
    this.history = history;
    this.warnings = warnings;
  }

  /// Stages what waits.
  ///
  /// @param waiting attempt by build, 0 where it has to be looked up
  /// @param partOf the part of the repository that a package goes to; nothing if not known yet
  /// @return whether nothing is left that must be tried again
  boolean stage(
      Map<Long, Long> waiting, FarmLoop loop, Function<PackageTarget, Optional<String>> partOf)
      throws IOException, InterruptedException {
    try (var threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("stage-", 0).factory())) {
      var results = new ArrayList<Future<Boolean>>();
      waiting.forEach((build, attempt) ->
          results.add(
              threads.submit(
                  (Callable<Boolean>) () -> stage(new BuildId(build), attempt, loop, partOf))));
      boolean all = true;
      for (var result : results) {
        all &= done(result);
      }
      return all;
    }
  }

  private static boolean done(Future<Boolean> result) throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException told -> throw told;
        case RuntimeException told -> throw told;
        case null, default -> throw new IOException("staging failed", failed.getCause());
      }
    }
  }

  private boolean stage(
      BuildId build,
      long knownAttempt,
      FarmLoop loop,
      Function<PackageTarget, Optional<String>> partOf)
      throws IOException, InterruptedException, Refused {
    var view = loop.query(farm -> farm.build(build));
    if (view.isEmpty() || view.get().state() != BuildState.DELIVERED) {
      return true;
    }
    var what = view.get().what();
    long attempt = knownAttempt != 0 ? knownAttempt : attemptOf(build);
    var part = partOf.apply(what);
    if (attempt == 0 || part.isEmpty()) {
      return false;
    }
    List<Path> files = intake.files(attempt);
    if (files.isEmpty()) {
      loop.ask(
          new Command.StagingRefused(
              build,
              "the packages of attempt %d are not in the intake any more; retry the build"
                  .formatted(attempt)));
      return true;
    }
    String reference =
        "build=%s attempt=%d commit=%s".formatted(build, attempt, view.get().commit());
    stage(build, what, part.get(), files, reference, loop);
    intake.drop(attempt);
    return true;
  }

  private void stage(
      BuildId build,
      PackageTarget what,
      String part,
      List<Path> files,
      String reference,
      FarmLoop loop)
      throws IOException, InterruptedException, Refused {
    try {
      var staged = new ArrayList<StagedPackage>();
      for (var delivered : byRepository(files, part).entrySet()) {
        staged.addAll(
            publisher.stage(
                new Delivery(
                    what.target().architecture(),
                    delivered.getKey(),
                    delivered.getValue(),
                    reference)));
      }
      if (staged.size() != files.size()) {
        throw new IllegalStateException(
            "%d packages of build %s delivered, %d staged"
                .formatted(files.size(), build, staged.size()));
      }
      boolean unchanged = staged.stream().allMatch(StagedPackage::unchanged);
      loop.ask(new Command.Staged(build, unchanged));
      warnings.look(
          what.target().architecture(),
          staged.stream().map(StagedPackage::pkgname).collect(Collectors.toSet()));
    } catch (PackageRejected rejected) {
      log.atWarn()
          .addKeyValue("build", build)
          .addKeyValue("package", what)
          .addKeyValue("why", rejected.getMessage())
          .log("delivery rejected");
      loop.ask(new Command.StagingRefused(build, String.valueOf(rejected.getMessage())));
    }
  }

  /// A subpackage may go to another part than its package: `7zip-unrar` is `nonfree`, and `7zip` is
  /// not. The build tool knows; where it has not said, the template's own word counts.
  private Map<String, List<Path>> byRepository(List<Path> files, String part) throws IOException {
    var byRepository = new TreeMap<String, List<Path>>();
    for (Path file : files) {
      byRepository
          .computeIfAbsent(intake.repositoryOf(file).orElse(part), _ -> new ArrayList<>())
          .add(file);
    }
    return byRepository;
  }

  private long attemptOf(BuildId build) throws IOException {
    return history.build(build.value()).map(details -> details.getBuild().getAttempt()).orElse(0L);
  }
}
