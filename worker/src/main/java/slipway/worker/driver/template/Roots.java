package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import slipway.worker.attempt.AttemptLog;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;
import slipway.worker.driver.Site;
import slipway.worker.repository.Closure;
import slipway.worker.repository.Generations;
import slipway.worker.repository.PackageCache;
import slipway.worker.repository.RepositoryReader;
import slipway.xbps.PackageFile;
import slipway.xbps.XbpsFormatException;

/// Unpacks what a build needs: tools of the host into one root, libraries of the target into
/// another.
final class Roots {
  private final RepositoryReader reader;
  private final PackageCache cache;

  Roots(RepositoryReader reader, PackageCache cache) {
    this.reader = reader;
    this.cache = cache;
  }

  /// Fills both roots of a site, and notes which package provides which library.
  void fill(Site site, Props template) throws IOException, InterruptedException, StepFailed {
    AttemptOrder order = site.order();
    Generations.writeDown(order, reader, site.log());
    var host = new TreeSet<>(template.words("hostmakedepends"));
    if (order.check() && !order.isCross()) {
      host.addAll(template.words("checkdepends"));
    }
    fill(site, "host", order.host(), host, WorkPaths.of(site).hostRoot());
    var provided =
        fill(
            site,
            "target",
            order.architecture(),
            Set.copyOf(template.words("makedepends")),
            WorkPaths.of(site).sysroot());
    LibraryProviders.of(provided).write(WorkPaths.of(site).providers());
  }

  private List<Closure.Found> fill(
      Site site, String kind, String architecture, Set<String> wanted, Path root)
      throws IOException, InterruptedException, StepFailed {
    Files.createDirectories(root);
    if (wanted.isEmpty()) {
      return List.of();
    }
    var log = site.log();
    Closure closure =
        Closure.of(wanted, site.order().pkgver(), sources(site.order(), architecture));
    if (!closure.missing().isEmpty()) {
      for (String sentence : closure.missing()) {
        log.error("%s dependency %s".formatted(kind, sentence));
      }
      throw new StepFailed(
          Cause.FETCH_FAILED,
          Phase.DEPENDENCIES,
          kind + " dependency " + closure.missing().getFirst());
    }
    log.step("installing %s dependencies: %s ...".formatted(kind, names(closure)));
    for (String sentence : closure.unprovided()) {
      log.warn(sentence);
    }
    for (Closure.Found found : closure.packages()) {
      String url = found.repository().fileUrl(found.entry().fileName().toString());
      log.given(kind + "-package", url + " " + found.entry().filenameSha256());
      unpack(found, root, log);
    }
    return closure.packages();
  }

  private List<Closure.Source> sources(AttemptOrder order, String architecture)
      throws InterruptedException, StepFailed {
    var sources = new ArrayList<Closure.Source>();
    for (AttemptOrder.Repository repository : order.repositories()) {
      try {
        sources.add(new Closure.Source(repository, reader.entries(repository, architecture)));
      } catch (IOException unreachable) {
        throw new StepFailed(
            Cause.FETCH_FAILED,
            Phase.DEPENDENCIES,
            String.valueOf(unreachable.getMessage()),
            unreachable);
      }
    }
    return sources;
  }

  private void unpack(Closure.Found found, Path root, AttemptLog log)
      throws IOException, InterruptedException, StepFailed {
    String pkgver = found.entry().pkgver().toString();
    Path file;
    try {
      file = cache.get(found);
    } catch (IOException unreachable) {
      throw new StepFailed(
          Cause.FETCH_FAILED,
          Phase.DEPENDENCIES,
          "cannot get %s: %s".formatted(pkgver, unreachable.getMessage()),
          unreachable);
    }
    try {
      PackageFile.extract(file, root);
    } catch (XbpsFormatException broken) {
      log.error("%s is broken: %s".formatted(pkgver, broken.getMessage()));
      throw new StepFailed(
          Cause.WORKER_ERROR,
          Phase.DEPENDENCIES,
          "%s is broken: %s".formatted(pkgver, broken.getMessage()),
          broken);
    }
  }

  private static String names(Closure closure) {
    return String.join(
        " ", closure.packages().stream().map(found -> found.entry().pkgver().toString()).toList());
  }
}
