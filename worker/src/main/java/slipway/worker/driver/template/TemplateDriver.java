package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import slipway.worker.process.Offline;
import slipway.worker.process.Tool;
import slipway.worker.repository.PackageCache;
import slipway.worker.repository.RepositoryReader;
import slipway.xbps.XbpsFormatException;

/// Builds simple templates directly on this host, without root and without a chroot, by the script
/// `build.sh`.
///
/// The tree comes by git at exactly the ordered commit, dependencies come from the farm's
/// repositories. The package is built in the attempt's work directory and in nothing else.
public final class TemplateDriver implements Driver {
  /// What the builder consists of; the first one is run.
  public static final List<String> SCRIPTS =
      List.of("build.sh", "messages.sh", "environment.sh", "install.sh", "phases.sh");

  private static final Duration READ_TEMPLATE_MAX = Duration.ofSeconds(30);

  private final GitMirror mirror;
  private final Roots roots;
  private final Optional<Offline> offline;

  /// @param offline how the phases behind fetch are kept from the network; empty: they are not
  public TemplateDriver(
      GitMirror mirror, RepositoryReader reader, PackageCache packages, Optional<Offline> offline) {
    this.offline = offline;
    this.mirror = mirror;
    this.roots = new Roots(reader, packages);
  }

  @Override
  public String name() {
    return "template";
  }

  @Override
  public Command prepare(Site site) throws IOException, InterruptedException, StepFailed {
    AttemptOrder order = site.order();
    WorkPaths paths = WorkPaths.of(site);
    Files.createDirectories(paths.work());
    for (String script : SCRIPTS) {
      Scripts.write("template/" + script, paths.script());
    }
    site.log().step("checking out commit %s of %s ...".formatted(order.commit(), order.gitUrl()));
    GitMirror.Commit commit = mirror.commit(order.gitUrl(), order.commit());
    mirror.checkOut(commit, "srcpkgs/" + order.sourcePackage(), paths.tree());
    Files.writeString(paths.epoch(), Long.toString(commit.committedAtSeconds()));
    Map<String, String> environment = environment(site);
    site.log().given("compiler", environment.get("CC") + " " + environment.get("CXX"));
    Props template = readTemplate(site, environment);
    requireOrdered(order, template);
    roots.fill(site, template);
    return new Command(
        List.of("bash", paths.script().resolve("build.sh").toString(), "build"),
        environment,
        paths.work());
  }

  @Override
  public Optional<Phase> phaseOf(String line) {
    return OutputPhases.of(line);
  }

  @Override
  public Verdict verdictOf(int exitStatus, Phase seen, String logTail) {
    return switch (exitStatus) {
      case 0 -> Verdict.of(Cause.SUCCEEDED, Phase.PACKAGE);
      case 2 -> Verdict.of(Cause.NOT_BUILDABLE, Phase.PREPARE);
      case 10 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.PREPARE);
      case 11 -> Verdict.of(Cause.FETCH_FAILED, Phase.FETCH);
      case 12 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.EXTRACT);
      case 13 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.PATCH);
      case 14 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.CONFIGURE);
      case 15 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.COMPILE);
      case 16 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.CHECK);
      case 17 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.INSTALL);
      case 18 -> Verdict.of(Cause.PACKAGE_ERROR, Phase.PACKAGE);
      case 125 -> Verdict.of(Cause.WORKER_ERROR, Phase.PREPARE);
      default -> Verdict.of(Cause.PACKAGE_ERROR);
    };
  }

  @Override
  public List<Ending.Delivery> collect(Site site) throws IOException, StepFailed {
    try {
      return Packager.pack(site);
    } catch (XbpsFormatException unfit) {
      throw new StepFailed(
          Cause.PACKAGE_ERROR, Phase.PACKAGE, String.valueOf(unfit.getMessage()), unfit);
    }
  }

  private static Props readTemplate(Site site, Map<String, String> environment)
      throws IOException, InterruptedException, StepFailed {
    Path script = WorkPaths.of(site).script().resolve("build.sh");
    Tool.Result result =
        new Tool(List.of("bash", script.toString(), "show"), environment, READ_TEMPLATE_MAX)
            .run(site.files().work());
    if (!result.succeeded()) {
      site.log().line(result.output().stripTrailing());
      // What bash says of a line comes before what follows from it.
      String why =
          result
              .output()
              .lines()
              .filter(l -> l.contains(": line "))
              .findFirst()
              .orElse(result.lastLine());
      throw new StepFailed(
          Cause.PACKAGE_ERROR, Phase.PREPARE, "the template cannot be read: " + why);
    }
    return Props.parse(result.output());
  }

  /// A tree that says something else than the order would deliver packages that nobody asked for.
  private static void requireOrdered(AttemptOrder order, Props template) throws StepFailed {
    Set<String> ordered =
        order.subpackages().stream().collect(Collectors.toCollection(TreeSet::new));
    Set<String> found =
        template.words("subpackages").stream().collect(Collectors.toCollection(TreeSet::new));
    if (!template.text("version").equals(order.version())) {
      throw new StepFailed(
          Cause.PACKAGE_ERROR,
          Phase.PREPARE,
          "ordered was version %s, the template at %s says %s"
              .formatted(order.version(), order.commit(), template.text("version")));
    }
    ordered.remove(order.sourcePackage());
    if (!order.subpackages().isEmpty() && !ordered.equals(found)) {
      throw new StepFailed(
          Cause.PACKAGE_ERROR,
          Phase.PREPARE,
          "ordered were the subpackages %s, the template has %s".formatted(ordered, found));
    }
  }

  private Map<String, String> environment(Site site) throws IOException, StepFailed {
    AttemptOrder order = site.order();
    Toolchain toolchain = Toolchain.of(order.host()).orElse(null);
    if (toolchain == null || order.isCross()) {
      throw new StepFailed(
          Cause.WORKER_ERROR,
          Phase.PREPARE,
          "the template driver has no compiler for the target " + order.target());
    }
    WorkPaths paths = WorkPaths.of(site);
    var environment = new TreeMap<>(Tool.cleanEnvironment());
    environment.put(
        "SLIPWAY_TEMPLATE",
        paths.tree().resolve("srcpkgs").resolve(order.sourcePackage()).toString());
    environment.put("SLIPWAY_WORK", paths.work().toString());
    environment.put("SLIPWAY_SYSROOT", paths.sysroot().toString());
    environment.put("SLIPWAY_HOSTROOT", paths.hostRoot().toString());
    environment.put("SLIPWAY_SOURCES", site.cache().resolve("sources").toString());
    environment.put("SLIPWAY_OFFLINE", offline.map(o -> String.join(" ", o.words())).orElse(""));
    environment.put("SLIPWAY_CHECK", order.check() ? "yes" : "no");
    environment.put("SOURCE_DATE_EPOCH", Files.readString(paths.epoch()).strip());
    environment.put("XBPS_MACHINE", order.host());
    environment.put("XBPS_TARGET_MACHINE", order.architecture());
    environment.put("XBPS_MAKEJOBS", Integer.toString(order.jobs()));
    environment.put("CC", toolchain.cc());
    environment.put("CXX", toolchain.cxx());
    environment.put("AR", "ar");
    environment.put("RANLIB", "ranlib");
    environment.put("STRIP", "strip");
    return environment;
  }
}
