package slipway.master.publish;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import slipway.master.intake.Admission;
import slipway.publisher.PublishedPackage;
import slipway.publisher.Publisher;
import slipway.scheduler.BuildView;
import slipway.scheduler.PackageTarget;
import slipway.xbps.PkgVer;
import slipway.xbps.Version;

/// What the repository has, as of the last look, by architecture.
final class RepositoryView {
  private record Packages(
      List<PublishedPackage> all,
      SortedSet<String> directories,
      Map<String, PublishedPackage> byName,
      Map<String, List<PublishedPackage>> bySource,
      Map<String, String> index) {}

  private static final Packages NONE =
      new Packages(List.of(), new TreeSet<>(), Map.of(), Map.of(), Map.of());

  private final Publisher publisher;
  private final ConcurrentMap<String, Packages> byArchitecture = new ConcurrentHashMap<>();

  RepositoryView(Publisher publisher) {
    this.publisher = publisher;
  }

  void refresh(String architecture) {
    var all = publisher.packages(architecture);
    var byName = new HashMap<String, PublishedPackage>();
    all.forEach(one -> byName.put(one.pkgname(), one));
    var index = new HashMap<String, String>();
    publisher.released(architecture).forEach((name, pkgver) -> index.put(name, versionOf(pkgver)));
    var directories = new TreeSet<String>();
    all.forEach(one -> directories.add(one.directory()));
    byArchitecture.put(
        architecture,
        new Packages(
            List.copyOf(all),
            Collections.unmodifiableSortedSet(directories),
            byName,
            all.stream().collect(groupingBy(PublishedPackage::sourcePackage)),
            index));
  }

  private static String versionOf(String pkgver) {
    return PkgVer.parse(pkgver).version();
  }

  List<PublishedPackage> packages(String architecture) {
    return of(architecture).all();
  }

  /// The directories, relative to the root, that have packages of an architecture.
  SortedSet<String> directories(String architecture) {
    return of(architecture).directories();
  }

  Optional<String> stagedVersion(PackageTarget what) {
    return Optional.ofNullable(of(what.target().architecture()).byName().get(what.name()))
        .map(one -> versionOf(one.pkgver()));
  }

  Optional<String> releasedVersion(PackageTarget what) {
    return Optional.ofNullable(of(what.target().architecture()).index().get(what.name()));
  }

  /// The binary packages of one build that the repository has.
  List<PublishedPackage> packagesOf(BuildView build) {
    var byName = of(build.what().target().architecture()).byName();
    return Admission.names(build.what().name(), build.subpackages())
        .map(byName::get)
        .filter(Objects::nonNull)
        .filter(one -> versionOf(one.pkgver()).equals(build.version()))
        .toList();
  }

  /// The packages that say of themselves that they were made from that source at that version.
  List<PublishedPackage> packagesOf(PackageTarget what, String version) {
    var bySource = of(what.target().architecture()).bySource();
    return bySource.getOrDefault(what.name(), List.of()).stream()
        .filter(one -> versionOf(one.pkgver()).equals(version))
        .toList();
  }

  /// How many packages have a lower version in one architecture's indexes than in another's.
  ///
  /// O(packages).
  long behind(String architecture, String other) {
    Map<String, String> theirs = of(other).index();
    return of(architecture).index().entrySet().stream()
        .filter(entry ->
            Version.compare(entry.getValue(), theirs.getOrDefault(entry.getKey(), entry.getValue()))
                < 0)
        .count();
  }

  private Packages of(String architecture) {
    return byArchitecture.getOrDefault(architecture, NONE);
  }
}
