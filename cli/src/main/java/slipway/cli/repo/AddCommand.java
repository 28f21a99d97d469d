package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.publisher.Delivery;
import slipway.publisher.FileConflict;
import slipway.publisher.PackageRejected;
import slipway.publisher.Publisher;
import slipway.publisher.ReleaseReport;
import slipway.publisher.StagedPackage;
import slipway.xbps.PackageFileName;

@Command(
    name = "add",
    description = {
      "Check packages, copy them in, sign them, and release what is consistent.",
      "What would take a library away from others waits in the stage until they are there too; it is told which for",
      "whom. All files of a call enter, or none."
    })
final class AddCommand extends RepoCommand.Base {
  @Mixin private KeyOptions key = new KeyOptions();

  @Option(
      names = {"-a", "--architecture"},
      paramLabel = "ARCH",
      description = "of the index that takes noarch packages (default: the only one there is)")
  private @Nullable String architecture;

  @Option(
      names = "--repository",
      paramLabel = "NAME",
      description = "with --tree: nonfree, bootstrap or debug instead of the main one")
  private String repository = "";

  @Option(names = "--stage", description = "leave them in the stage, where builders see them")
  private boolean stageOnly;

  @Parameters(index = "0", paramLabel = "DIR")
  private Path directory = Path.of(".");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE")
  private List<Path> files = new ArrayList<>();

  @Override
  int run() throws IOException, InterruptedException, PackageRejected {
    Map<String, List<Path>> filesByArchitecture = byArchitecture();
    var staged = new ArrayList<StagedPackage>();
    var released = new ArrayList<String>();
    var held = new ArrayList<ReleaseReport.Held>();
    var conflicts = new ArrayList<FileConflict>();
    try (Publisher publisher = key.open(directory, List.of())) {
      for (var delivered : filesByArchitecture.entrySet()) {
        staged.addAll(
            publisher.stage(new Delivery(delivered.getKey(), repository, delivered.getValue())));
      }
      for (String each : filesByArchitecture.keySet()) {
        if (!stageOnly) {
          ReleaseReport report = publisher.release(each, waiting(publisher, each));
          released.addAll(report.released());
          held.addAll(report.held());
        }
        conflicts.addAll(publisher.fileConflicts(each, pkgnames(staged)));
      }
    }
    var lines = new ArrayList<String>();
    staged.forEach(
        one -> lines.add("%s: %s".formatted(one.pkgver(), state(one.pkgver(), released, held))));
    held.stream().map(ReleaseReport.Held::sentence).forEach(lines::add);
    conflicts.forEach(one -> lines.add("warning: " + one.sentence()));
    print(
        Map.of("packages", staged, "released", released, "held", held, "conflicts", conflicts),
        lines);
    return 0;
  }

  private static Set<String> pkgnames(List<StagedPackage> staged) {
    return staged.stream().map(StagedPackage::pkgname).collect(Collectors.toSet());
  }

  private String state(String pkgver, List<String> released, List<ReleaseReport.Held> held) {
    if (released.contains(pkgver)) {
      return "added";
    }
    boolean waits = stageOnly || held.stream().anyMatch(one -> one.pkgver().equals(pkgver));
    return waits ? "staged" : "already there";
  }

  /// As with `xbps-rindex -a`, every addition tries again with all that waits.
  private static Set<String> waiting(Publisher publisher, String architecture) {
    return publisher.packages(architecture).stream()
        .filter(one -> one.staged())
        .map(one -> one.pkgname())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, List<Path>> byArchitecture() throws IOException {
    Map<String, List<Path>> byArchitecture = new TreeMap<>();
    var noarch = new ArrayList<Path>();
    for (Path file : files) {
      String its = PackageFileName.parse(file.toString()).architecture();
      if (its.equals("noarch")) {
        noarch.add(file);
      } else {
        byArchitecture.computeIfAbsent(its, _ -> new ArrayList<>()).add(file);
      }
    }
    if (!noarch.isEmpty()) {
      String chosen =
          architecture == null && byArchitecture.size() == 1
              ? byArchitecture.keySet().iterator().next()
              : Architectures.of(architecture, directory);
      byArchitecture.computeIfAbsent(chosen, _ -> new ArrayList<>()).addAll(noarch);
    }
    return byArchitecture;
  }
}
