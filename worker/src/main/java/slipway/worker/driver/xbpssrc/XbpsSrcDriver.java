package slipway.worker.driver.xbpssrc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;
import slipway.worker.driver.Command;
import slipway.worker.driver.Driver;
import slipway.worker.driver.GitMirror;
import slipway.worker.driver.OutputPhases;
import slipway.worker.driver.Scripts;
import slipway.worker.driver.Site;
import slipway.worker.driver.Verdict;
import slipway.worker.process.Tool;
import slipway.worker.repository.Generations;
import slipway.worker.repository.RepositoryReader;
import slipway.worker.space.DirectoryRemover;
import slipway.xbps.PackageFileName;
import slipway.xbps.Sha256;
import slipway.xbps.XbpsFormatException;

/// Drives `xbps-src` of a void-packages tree, which knows how to build a whole distribution.
///
///     BUILD/checkouts/SLOT             the tree at the ordered commit
///     BUILD/masterdirs/HOST-SLOT       a build root, never shared by two attempts at once
///     CACHE/                           the hostdir of all attempts: sources, ccache, …
///     CACHE/binpkgs/slipway-ATTEMPT    results of one attempt alone, so that they cannot mix
public final class XbpsSrcDriver implements Driver {
  private static final String ROOT = "root";

  private final Checkouts checkouts;
  private final Path build;
  private final XbpsSrcSettings settings;
  private final RepositoryReader reader;

  /// Makes a driver that keeps checkouts and build roots below `build`.
  public XbpsSrcDriver(
      GitMirror mirror, RepositoryReader reader, Path build, XbpsSrcSettings settings) {
    this.reader = reader;
    this.checkouts = new Checkouts(mirror, settings.configuration());
    this.build = build;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "xbps-src";
  }

  @Override
  public Command prepare(Site site) throws IOException, InterruptedException, StepFailed {
    AttemptOrder order = site.order();
    site.log().step("checking out commit %s of %s ...".formatted(order.commit(), order.gitUrl()));
    checkouts.prepare(order, checkout(site));
    Generations.writeDown(order, reader, site.log());
    for (String line : settings.configuration()) {
      site.log().given("configuration", line);
    }
    if (!settings.options().isEmpty()) {
      site.log().given("options", String.join(" ", settings.options()));
    }
    Path script = Scripts.write("xbps-src/build.sh", site.files().work());
    var environment = new TreeMap<>(Tool.cleanEnvironment());
    environment.put("SLIPWAY_CHECKOUT", checkout(site).toString());
    environment.put("SLIPWAY_MASTERDIR", masterdir(site).toString());
    environment.put("SLIPWAY_HOSTDIR", site.cache().toString());
    environment.put("SLIPWAY_HOST", order.host());
    environment.put("SLIPWAY_TARGET", order.architecture());
    environment.put("SLIPWAY_REPO", repositoryName(site));
    environment.put("SLIPWAY_PACKAGE", order.sourcePackage());
    environment.put("SLIPWAY_JOBS", Integer.toString(order.jobs()));
    environment.put("SLIPWAY_CHECK", order.check() && !order.isCross() ? "yes" : "no");
    environment.put("SLIPWAY_OPTIONS", String.join(" ", settings.options()));
    environment.put("HOME", site.files().work().toString());
    for (Path directory : settings.path().reversed()) {
      environment.merge("PATH", directory.toString(), (usual, first) -> first + ":" + usual);
    }
    if (ROOT.equals(System.getProperty("user.name"))) {
      // xbps-src refuses root otherwise; a worker that is root is in a container of its own.
      environment.put("XBPS_ALLOW_CHROOT_BREAKOUT", "yes");
    }
    return new Command(List.of("bash", script.toString()), environment, checkout(site));
  }

  @Override
  public Optional<Phase> phaseOf(String line) {
    return OutputPhases.of(line);
  }

  @Override
  public Verdict verdictOf(int exitStatus, Phase seen, String logTail) {
    return ExitMeaning.of(exitStatus, seen, logTail);
  }

  @Override
  public List<Ending.Delivery> collect(Site site) throws IOException, StepFailed {
    Path packages = Files.createDirectories(site.files().packages());
    var deliveries = new ArrayList<Ending.Delivery>();
    for (Path file : packageFiles(results(site))) {
      String name = String.valueOf(file.getFileName());
      requireOrdered(site.order(), name);
      Path delivered = packages.resolve(name);
      linkOrCopy(file, delivered);
      String repository = results(site).relativize(file.resolveSibling("")).toString();
      deliveries.add(
          new Ending.Delivery(
              name,
              Files.size(delivered),
              Sha256.hex(Sha256.ofFile(delivered)),
              repository.isEmpty() ? "main" : repository));
    }
    if (deliveries.isEmpty()) {
      throw new StepFailed(
          Cause.PACKAGE_ERROR,
          Phase.PACKAGE,
          "xbps-src says that it succeeded, but has made no package");
    }
    return deliveries;
  }

  @Override
  public List<Path> directories(Site site) {
    Path masterdir = masterdir(site);
    return List.of(
        site.files().area(),
        masterdir.resolve("builddir"),
        masterdir.resolve("destdir"),
        results(site));
  }

  @Override
  public Set<String> holds(Site site) {
    return Set.of(masterdirName(site), repositoryName(site));
  }

  /// The build root is cleaned before the next build in it.
  @Override
  public void keep(Site site) throws IOException {
    for (String part : List.of("builddir", "destdir")) {
      Path from = masterdir(site).resolve(part);
      if (Files.isDirectory(from)) {
        Path to = Files.createDirectories(site.files().work().resolve(part));
        try (var children = Files.newDirectoryStream(from)) {
          for (Path child : children) {
            Files.move(child, to.resolve(child.getFileName()));
          }
        }
      }
    }
  }

  @Override
  public void release(Site site) throws IOException {
    DirectoryRemover.remove(results(site));
  }

  /// The result stays where it is until the ending is written down: a worker that is killed before
  /// that collects again.
  private static void linkOrCopy(Path file, Path delivered) throws IOException {
    Files.deleteIfExists(delivered);
    try {
      Files.createLink(delivered, file);
    } catch (FileSystemException otherFileSystem) {
      Files.copy(file, delivered);
    }
  }

  private static void requireOrdered(AttemptOrder order, String fileName) throws StepFailed {
    try {
      if (PackageFileName.parse(fileName).pkgver().version().equals(order.version())) {
        return;
      }
    } catch (XbpsFormatException noPackage) {
      throw new StepFailed(
          Cause.PACKAGE_ERROR, Phase.PACKAGE, String.valueOf(noPackage.getMessage()), noPackage);
    }
    throw new StepFailed(
        Cause.PACKAGE_ERROR,
        Phase.PACKAGE,
        "ordered was version %s, but xbps-src made %s".formatted(order.version(), fileName));
  }

  /// In the repository itself and its parts: nonfree, bootstrap, debug, multilib.
  private static List<Path> packageFiles(Path results) throws IOException {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (var walk = Files.walk(results)) {
      return walk.filter(file -> file.toString().endsWith(".xbps") && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  private Path checkout(Site site) {
    return build.resolve("checkouts").resolve(Integer.toString(site.slot()));
  }

  private Path masterdir(Site site) {
    return build.resolve("masterdirs").resolve(masterdirName(site));
  }

  private static String masterdirName(Site site) {
    return site.order().host() + "-" + site.slot();
  }

  private static String repositoryName(Site site) {
    return "slipway-" + site.order().attempt();
  }

  private static Path results(Site site) {
    return site.cache().resolve("binpkgs").resolve(repositoryName(site));
  }
}
