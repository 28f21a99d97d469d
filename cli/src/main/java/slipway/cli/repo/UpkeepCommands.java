package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.cli.Failure;
import slipway.publisher.CleanReport;
import slipway.publisher.KeepRules;
import slipway.publisher.Publisher;
import slipway.publisher.ReleaseReport;
import slipway.publisher.RemoveReport;
import slipway.publisher.Repositories;
import slipway.publisher.RollbackReport;

/// The commands of `slipway repo` that change what is there.
final class UpkeepCommands {
  private UpkeepCommands() {}

  /// A command for one architecture of a repository.
  abstract static class OfArchitecture extends RepoCommand.Base {
    @Mixin private KeyOptions key = new KeyOptions();

    @Option(
        names = {"-a", "--architecture"},
        paramLabel = "ARCH",
        description = "of the index (default: the only one there is)")
    private @Nullable String architecture;

    @Parameters(index = "0", paramLabel = "DIR")
    private Path directory = Path.of(".");

    /// @return the exit status
    abstract int run(Publisher publisher, String which) throws IOException, InterruptedException;

    @Override
    final int run() throws IOException, InterruptedException {
      String which = Architectures.of(architecture, directory);
      try (Publisher publisher = key.open(directory, List.of())) {
        return run(publisher, which);
      }
    }
  }

  @Command(
      name = "remove",
      description = {
        "Take packages out of the index and the stage. Refused, with the reasons, if others need them.",
        "Their files stay until `clean` finds that their grace is over; `rollback` undoes it."
      })
  static final class Remove extends OfArchitecture {
    @Option(names = "--force", description = "even if others need them")
    private boolean force;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PACKAGE", description = "by name")
    private List<String> pkgnames = new ArrayList<>();

    @Override
    int run(Publisher publisher, String which) throws IOException, InterruptedException {
      RemoveReport report = publisher.remove(which, Set.copyOf(new TreeSet<>(pkgnames)), force);
      if (report.removed().isEmpty()) {
        throw new Failure("None of these is there for %s: %s".formatted(which, pkgnames));
      }
      var lines = new ArrayList<>(report.missed());
      lines.add(
          (report.done() ? "removed: " : "not removed; --force removes anyway: ")
              + String.join(", ", report.removed()));
      print(report, lines);
      return report.done() ? 0 : 1;
    }
  }

  @Command(
      name = "release",
      description = {
        "Move staged packages into the index, as far as that is consistent; all of them, or those named.",
        "Answers 1 if something waits, with the reason."
      })
  static final class Release extends OfArchitecture {
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PACKAGE", description = "by name")
    private List<String> pkgnames = new ArrayList<>();

    @Override
    int run(Publisher publisher, String which) throws IOException, InterruptedException {
      Set<String> wanted =
          publisher.packages(which).stream()
              .filter(one -> one.staged())
              .map(one -> one.pkgname())
              .filter(name -> pkgnames.isEmpty() || pkgnames.contains(name))
              .collect(Collectors.toCollection(TreeSet::new));
      ReleaseReport report = publisher.release(which, wanted);
      var lines = new ArrayList<String>();
      report.released().forEach(pkgver -> lines.add("released " + pkgver));
      report.held().forEach(held -> lines.add(held.sentence()));
      if (lines.isEmpty()) {
        lines.add("nothing waits");
      }
      print(report, lines);
      return report.held().isEmpty() ? 0 : 1;
    }
  }

  @Command(
      name = "rollback",
      description = {
        "Make the index what it was before the last release or removal.",
        "What that had released goes back to the stage. Can be repeated, as far back as the grace reaches."
      })
  static final class Rollback extends OfArchitecture {
    @Override
    int run(Publisher publisher, String which) throws IOException, InterruptedException {
      RollbackReport report = publisher.rollback(which);
      var lines = new ArrayList<String>();
      report.restored().forEach(pkgver -> lines.add("restored " + pkgver));
      report.withdrawn().forEach(pkgver -> lines.add("withdrawn " + pkgver));
      print(report, lines);
      return 0;
    }
  }

  @Command(
      name = "clean",
      description = {
        "Delete package files that no index and no stage has listed for the grace, with their signatures.",
        "The first call that sees such a file begins its grace; --grace 0s deletes at once."
      })
  static final class Clean extends RepoCommand.Base {
    @Mixin private KeyOptions key = new KeyOptions();

    @Option(
        names = "--keep",
        paramLabel = "PATTERN",
        description = "never those whose pkgver this matches: linux6.12>=0; may be repeated")
    private List<String> keep = new ArrayList<>();

    @Option(
        names = "--keep-versions",
        paramLabel = "N",
        description = "nor the N highest former versions of each package (default: 0)")
    private int keepVersions;

    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Override
    int run() throws IOException, InterruptedException {
      try (Publisher publisher = key.open(directory, List.of())) {
        CleanReport report = publisher.clean(new KeepRules(keepVersions, keep));
        var lines = new ArrayList<String>();
        report.deleted().forEach(path -> lines.add("deleted " + path));
        lines.add("%d files stay for their grace, or by rule".formatted(report.waiting()));
        print(report, lines);
        return 0;
      }
    }
  }

  @Command(
      name = "index",
      description = {
        "Make an index anew from the packages that lie in DIR, of each the highest version: after a loss, or to begin.",
        "The key that the index names stays; nothing is signed by it."
      })
  static final class Index extends RepoCommand.Base {
    @Option(
        names = {"-a", "--architecture"},
        paramLabel = "ARCH",
        description = "of the index (default: ${DEFAULT-VALUE})")
    private String architecture = Architectures.here();

    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Override
    int run() throws IOException, InterruptedException {
      int count = Repositories.index(directory, architecture);
      print(Map.of("packages", count), List.of("%d packages are listed".formatted(count)));
      return 0;
    }
  }

  @Command(
      name = "sign",
      description = {
        "Sign everything that is listed with the key, and name it in the index.",
        "What another key signed is signed anew: so a repository gets a new key."
      })
  static final class Sign extends RepoCommand.Base {
    @Mixin private KeyOptions key = new KeyOptions();

    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Override
    int run() throws IOException, InterruptedException {
      try (Publisher publisher = key.open(directory, List.of())) {
        int count = publisher.sign();
        print(Map.of("packages", count), List.of("%d packages are signed".formatted(count)));
        return 0;
      }
    }
  }
}
