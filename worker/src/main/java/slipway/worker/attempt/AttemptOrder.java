package slipway.worker.attempt;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// One attempt that the master wants this worker to run. Nothing in it can reach out of a directory
/// or pass for an option of a command: the compact constructor has looked.
///
/// @param host architecture whose programs run during the build
/// @param architecture what the packages are for
/// @param version with its revision
/// @param gitUrl of the tree of templates
/// @param commit exactly this one, 40 hexadecimal digits
/// @param driver name of the [slipway.worker.driver.Driver]
/// @param repositories where dependencies are, the first that matches wins
/// @param jobs make jobs
/// @param reclaimBytes free space of the build area to reach before starting; 0: as it is
/// @param memoryBytesReserved what the master expects it to need
/// @param check whether to run the check phase
/// @param lane for the log
public record AttemptOrder(
    long attempt,
    long build,
    String host,
    String architecture,
    String sourcePackage,
    String version,
    List<String> subpackages,
    String gitUrl,
    String commit,
    String driver,
    List<Repository> repositories,
    int jobs,
    Duration noOutputLimit,
    Duration totalLimit,
    long reclaimBytes,
    long memoryBytesReserved,
    boolean check,
    String lane) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9+._-]{0,127}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Duration FOR_EVER = Duration.ofDays(365);

  /// A repository that a build may install from.
  ///
  /// @param url of the directory that holds ARCH-repodata
  /// @param publicKey PEM; empty: its packages are not signed
  public record Repository(String url, String publicKey) {
    public Repository {
      if (!url.startsWith("http://") && !url.startsWith("https://")) {
        throw new IllegalArgumentException(
            "repository '" + url + "' is neither http:// nor https://");
      }
    }

    public String fileUrl(String fileName) {
      return url.endsWith("/") ? url + fileName : url + "/" + fileName;
    }
  }

  /// @throws IllegalArgumentException naming what makes no sense
  public AttemptOrder {
    subpackages = List.copyOf(subpackages);
    repositories = List.copyOf(repositories);
    require(attempt > 0, "attempt", attempt);
    require(ARCHITECTURE.matcher(host).matches(), "host", host);
    require(ARCHITECTURE.matcher(architecture).matches(), "architecture", architecture);
    require(NAME.matcher(sourcePackage).matches(), "package", sourcePackage);
    require(NAME.matcher(version).matches(), "version", version);
    subpackages.forEach(name -> require(NAME.matcher(name).matches(), "subpackage", name));
    require(COMMIT.matcher(commit).matches(), "commit", commit);
    require(
        !gitUrl.isEmpty() && !gitUrl.startsWith("-") && !gitUrl.contains("::"), "git_url", gitUrl);
    jobs = Math.max(1, jobs);
    noOutputLimit = limit(noOutputLimit);
    totalLimit = limit(totalLimit);
  }

  public String pkgver() {
    return sourcePackage + "-" + version;
  }

  public boolean isCross() {
    return !host.equals(architecture);
  }

  /// `x86_64`, or `aarch64@x86_64` when cross.
  public String target() {
    return isCross() ? architecture + "@" + host : host;
  }

  private static Duration limit(Duration limit) {
    return limit.isPositive() ? limit : FOR_EVER;
  }

  private static void require(boolean sensible, String what, Object value) {
    if (!sensible) {
      throw new IllegalArgumentException(
          "the order's %s makes no sense: '%s'".formatted(what, value));
    }
  }
}
