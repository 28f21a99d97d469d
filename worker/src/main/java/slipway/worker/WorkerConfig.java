package slipway.worker;

import com.google.errorprone.annotations.FormatMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;

/// All that a worker is told. Mistakes are named by the keys of its configuration file.
///
/// @param name as its token names it
/// @param masters host:port of all masters
/// @param trust PEM of the certificates that the masters' are signed with; empty: no TLS, on
///   loopback only
/// @param tokenFile holds the worker's token
/// @param hosts architectures whose programs it can run
/// @param slots builds at once
/// @param jobsPerBuild make jobs of one build
/// @param state what must not be lost: orders, logs, endings; never on the build area
/// @param build the build area
/// @param cache the host directory: git mirrors, packages, distfiles, compiler cache
/// @param drivers names of those that it offers
/// @param xbpsSrc for the driver of that name
public record WorkerConfig(
    String name,
    List<String> masters,
    Optional<Path> trust,
    Path tokenFile,
    List<String> hosts,
    int slots,
    int jobsPerBuild,
    Path state,
    Path build,
    Path cache,
    Space space,
    Timing timing,
    Limits limits,
    List<String> drivers,
    XbpsSrcSettings xbpsSrc,
    String location) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+):[0-9]{1,5}");
  private static final List<String> DRIVERS = List.of("template", "xbps-src");

  /// How space is kept.
  ///
  /// @param reserveBytes free space of the build area that is kept whatever is asked for
  /// @param stateReserveBytes set aside in the state directory, for writing down how things ended
  ///   on a full disk
  /// @param logSpoolBytes of one build's log that may wait for the master; then the build has to
  ///   wait
  /// @param keptTreesBytes build trees of failed attempts, together
  public record Space(
      long reserveBytes,
      int stateReserveBytes,
      long logSpoolBytes,
      long keptTreesBytes,
      Duration keptTreesFor,
      long compilerCacheFloorBytes) {
    public static final Space DEFAULT =
        new Space(0, 4 << 20, 1L << 30, 2L << 30, Duration.ofDays(3), 1L << 30);
  }

  /// When things happen.
  ///
  /// @param reportEvery a report that nothing has changed
  /// @param killGrace between TERM and KILL
  public record Timing(Duration reportEvery, Duration killGrace) {
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /// What one build may use, where the kernel lets this worker make control groups.
  ///
  /// @param memoryBytes of all its processes together; more if the master has reserved more; 0: no
  ///   limit
  /// @param cpus of processor time; 0: no limit
  /// @param networkAfterFetch whether the phases behind fetch have a network all the same, where
  ///   the driver and the kernel could keep it from them
  public record Limits(long memoryBytes, double cpus, boolean networkAfterFetch) {
    public static final Limits NONE = new Limits(0, 0);

    public Limits(long memoryBytes, double cpus) {
      this(memoryBytes, cpus, false);
    }
  }

  public WorkerConfig {
    masters = List.copyOf(masters);
    hosts = List.copyOf(hosts);
    drivers = List.copyOf(drivers);
  }

  /// Everything that is wrong with it, one sentence each; empty if nothing is.
  public List<String> mistakes() {
    var mistakes = new ArrayList<String>();
    require(
        mistakes,
        NAME.matcher(name).matches(),
        "name: '%s' should be letters, digits, '.', '_' and '-'",
        name);
    require(mistakes, !masters.isEmpty(), "masters: name at least one, as host:port");
    masters.forEach(m ->
        require(mistakes, ADDRESS.matcher(m).matches(), "masters: '%s' should read host:port", m));
    require(
        mistakes,
        trust.isPresent() || masters.stream().allMatch(WorkerConfig::isLoopback),
        "trust: needed, since a master is not on loopback: name the file with its certificate authority");
    require(mistakes, !hosts.isEmpty(), "hosts: name at least one, such as x86_64");
    require(mistakes, slots >= 1 && slots <= 1024, "slots: %d should be between 1 and 1024", slots);
    require(mistakes, jobsPerBuild >= 1, "jobs-per-build: %d should be at least 1", jobsPerBuild);
    require(
        mistakes,
        !state.toAbsolutePath().normalize().startsWith(build.toAbsolutePath().normalize()),
        "state: %s lies in the build area %s, which builds may fill; choose another",
        state,
        build);
    require(mistakes, !drivers.isEmpty(), "drivers: name at least one of %s", DRIVERS);
    drivers.forEach(d ->
        require(mistakes, DRIVERS.contains(d), "drivers: there is no '%s', only %s", d, DRIVERS));
    require(
        mistakes,
        timing.reportEvery().isPositive(),
        "timing.report-every: should be longer than nothing");
    require(
        mistakes,
        space.logSpoolBytes() >= 1 << 20,
        "space.log-spool: %d bytes are too few; a build prints more before its master can answer",
        space.logSpoolBytes());
    require(
        mistakes,
        limits.memoryBytes() == 0 || limits.memoryBytes() >= 64 << 20,
        "limits.memory: %d bytes are too few for any build; 0 sets no limit",
        limits.memoryBytes());
    require(
        mistakes,
        limits.cpus() >= 0 && limits.cpus() <= 4096,
        "limits.cpus: %s should be between 0 (no limit) and 4096",
        limits.cpus());
    mistakes.addAll(xbpsSrc.mistakes());
    return mistakes;
  }

  private static boolean isLoopback(String address) {
    String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  @FormatMethod
  private static void require(
      List<String> mistakes, boolean right, String otherwise, Object... values) {
    if (!right) {
      mistakes.add(otherwise.formatted(values));
    }
  }
}
