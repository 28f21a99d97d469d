package slipway.master.intake;

import java.util.List;
import java.util.stream.Stream;
import slipway.scheduler.Lease;
import slipway.xbps.PackageFacts;
import slipway.xbps.PackageFileName;
import slipway.xbps.XbpsFormatException;

/// Which package files a lease allows its worker to deliver: the package and its subpackages, each
/// also as `-dbg`, at the build's version and for its target; and `-32bit` ones, which the target
/// i686 makes for x86_64.
public final class Admission {
  private static final String DEBUG = "-dbg";
  private static final String MULTILIB = "-32bit";

  private Admission() {}

  /// @throws IntakeException REFUSED if the lease does not allow a file of this name
  public static PackageFileName check(Lease lease, String fileName) throws IntakeException {
    PackageFileName parsed;
    try {
      parsed = PackageFileName.parse(fileName);
    } catch (XbpsFormatException bad) {
      throw refused(fileName, String.valueOf(bad.getMessage()));
    }
    if (!parsed.toString().equals(fileName)) {
      throw refused(fileName, "a plain file name is expected");
    }
    String name = parsed.pkgver().name();
    if (names(lease.what().name(), lease.subpackages()).noneMatch(name::equals)) {
      throw refused(
          fileName,
          "attempt %s builds %s, which makes %s"
              .formatted(
                  lease.attempt(), lease.what(), String.join(", ", mainNames(lease).toList())));
    }
    if (!parsed.pkgver().version().equals(lease.version())) {
      throw refused(
          fileName, "attempt %s builds version %s".formatted(lease.attempt(), lease.version()));
    }
    checkArchitecture(lease, fileName, name, parsed.architecture());
    return parsed;
  }

  private static void checkArchitecture(
      Lease lease, String fileName, String name, String architecture) throws IntakeException {
    String built = lease.what().target().architecture();
    boolean right =
        name.endsWith(MULTILIB)
            ? built.equals("i686") && architecture.equals("x86_64")
            : architecture.equals(built) || architecture.equals("noarch");
    if (!right) {
      throw refused(fileName, "attempt %s builds for %s".formatted(lease.attempt(), built));
    }
  }

  private static Stream<String> mainNames(Lease lease) {
    return Stream.concat(Stream.of(lease.what().name()), lease.subpackages().stream());
  }

  /// The names of all binary packages that a build can make.
  public static Stream<String> names(String source, List<String> subpackages) {
    return Stream.concat(Stream.of(source), subpackages.stream())
        .flatMap(name -> Stream.of(name, name + DEBUG, name + MULTILIB, name + DEBUG + MULTILIB));
  }

  /// @throws IntakeException REFUSED if what the package says of itself is not what its name says
  static void checkProperties(Lease lease, PackageFileName fileName, PackageFacts properties)
      throws IntakeException {
    var said = new PackageFileName(properties.pkgver(), properties.architecture());
    if (!said.equals(fileName)) {
      throw refused(fileName.toString(), "inside it calls itself " + said);
    }
    String source = properties.string("sourcepkg").orElse(lease.what().name());
    if (!source.equals(lease.what().name())) {
      throw refused(
          fileName.toString(),
          "it says that it was made from %s, and the attempt builds %s"
              .formatted(source, lease.what().name()));
    }
  }

  private static IntakeException refused(String fileName, String why) {
    return new IntakeException(
        IntakeException.Kind.REFUSED, "%s refused: %s.".formatted(fileName, why));
  }
}
