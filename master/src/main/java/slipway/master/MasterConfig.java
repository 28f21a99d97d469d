package slipway.master;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import slipway.master.door.Role;
import slipway.master.leadership.Election;
import slipway.master.upkeep.LogBackups;
import slipway.publisher.KeepRules;
import slipway.publisher.signer.MutualTls;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Target;

/// All that a master must be told. {@link #mistakes} checks it as a whole; the keys in its messages
/// are those of the configuration file.
///
/// @param dataDirectory journal, history, logs, uploads and ZooKeeper live below it
/// @param publicReading whether the farm API may be read without a token
/// @param repository where packages are published
/// @param targets what the farm builds for; each cross target needs its host's native target too
public record MasterConfig(
    Path dataDirectory,
    Listen listen,
    Optional<Tls> tls,
    List<WorkerToken> workers,
    List<ApiToken> clients,
    boolean publicReading,
    Tree tree,
    Repository repository,
    List<Mirror> mirrors,
    Signing signing,
    List<Target> targets,
    Election election,
    Policy policy) {

  /// @param address a name or number of this machine
  /// @param port 0: the system chooses
  public record Listen(String address, int port) {
    public static final Listen LOOPBACK = new Listen("127.0.0.1", 0);
  }

  /// PEM files: the certificate with its chain, and its key.
  public record Tls(Path certificate, Path key) {}

  /// @param tokenSha256 64 hex digits
  /// @param hosts architectures that the worker may offer to run; empty: any
  public record WorkerToken(String name, String tokenSha256, Set<String> hosts) {
    public WorkerToken {
      hosts = Set.copyOf(hosts);
    }
  }

  /// @param tokenSha256 64 hex digits
  public record ApiToken(String name, String tokenSha256, Role role) {}

  /// @param repository a bare git directory, or a URL
  /// @param branch that is followed
  /// @param urlForWorkers where workers fetch it
  public record Tree(String repository, String branch, String urlForWorkers) {}

  /// @param url where builders and clients reach the directory, without a slash at the end
  public record Repository(Path directory, String url, Upkeep upkeep) {
    public Repository(Path directory, String url) {
      this(directory, url, Upkeep.DEFAULT);
    }
  }

  /// How the repository is kept.
  ///
  /// @param incompleteAfter for how long what a push built waits for the rest of it; then what is
  ///   consistent goes without
  /// @param grace how long a file that nothing lists any more is kept
  /// @param legacySignatures whether to write `.sig` too, for clients before 0.60
  /// @param mirrorKibPerSecondMax of bandwidth for each mirror; 0 means no limit
  /// @param keep which files stay though nothing lists them and their grace is over
  /// @param earlyCutOff whether a rebuilt package that is the same but for when and where it was
  ///   built counts as delivered, and spares those their rebuild that only follow it
  public record Upkeep(
      Duration incompleteAfter,
      Duration grace,
      boolean legacySignatures,
      int mirrorKibPerSecondMax,
      KeepRules keep,
      boolean earlyCutOff) {
    public static final Upkeep DEFAULT =
        new Upkeep(Duration.ofMinutes(10), Duration.ofDays(1), false, 0, KeepRules.NONE, false);

    public Upkeep withIncompleteAfter(Duration other) {
      return new Upkeep(other, grace, legacySignatures, mirrorKibPerSecondMax, keep, earlyCutOff);
    }

    public Upkeep withEarlyCutOff(boolean wanted) {
      return new Upkeep(
          incompleteAfter, grace, legacySignatures, mirrorKibPerSecondMax, keep, wanted);
    }
  }

  /// @param destination for rsync: an absolute directory, or `host::module/path`; empty: it pulls
  ///   by itself
  /// @param url where it is read back, over HTTP or rsync; empty: at the destination
  /// @param required whether builds count as released only once this mirror shows them
  public record Mirror(String name, String destination, String url, boolean required) {
    public Mirror(String name, String destination) {
      this(name, destination, "", true);
    }
  }

  /// @param key RSA, PEM; empty: a signer process has it
  /// @param passphraseFile whose first line unlocks the key; empty: it is not locked, or
  ///   `$XBPS_PASSPHRASE` unlocks it
  /// @param signer the socket of the signer process
  /// @param signerTls or where it is on another machine
  /// @param signedBy the name that clients are shown
  public record Signing(
      Optional<Path> key,
      Optional<Path> passphraseFile,
      Optional<Path> signer,
      Optional<SignerTls> signerTls,
      String signedBy) {
    public Signing(Path key, String signedBy) {
      this(Optional.of(key), Optional.empty(), Optional.empty(), Optional.empty(), signedBy);
    }
  }

  /// A signer that listens on a port.
  ///
  /// @param host as its certificate names it
  /// @param port from 1
  /// @param tls PEM files: what the master shows of itself, and whom it believes
  public record SignerTls(String host, int port, MutualTls tls) {}

  /// @param farm limits, pauses and first guesses of the scheduler
  /// @param driver how workers build: `template` or `xbps-src`
  /// @param planEvery how often the farm looks at the tree though nobody has reported a push
  /// @param packageBytesMax the largest package file that is taken in
  /// @param freeBytesMin uploads and logs are refused while the disk of the data directory has less
  /// @param checks whether builds run their check phase
  /// @param snapshotEvery events between two snapshots of the farm
  /// @param logBackup how the logs are backed up; empty: not by the master
  public record Policy(
      FarmPolicy farm,
      String driver,
      Duration planEvery,
      long packageBytesMax,
      long freeBytesMin,
      boolean checks,
      int snapshotEvery,
      Optional<LogBackups.Plan> logBackup) {
    public static final Policy DEFAULT =
        new Policy(
            FarmPolicy.DEFAULT,
            "template",
            Duration.ofMinutes(10),
            8L << 30,
            512L << 20,
            true,
            50_000,
            Optional.empty());

    public Policy withDriver(String other) {
      return new Policy(
          farm, other, planEvery, packageBytesMax, freeBytesMin, checks, snapshotEvery, logBackup);
    }

    public Policy withFarm(FarmPolicy other) {
      return new Policy(
          other,
          driver,
          planEvery,
          packageBytesMax,
          freeBytesMin,
          checks,
          snapshotEvery,
          logBackup);
    }

    public Policy withFreeBytesMin(long bytes) {
      return new Policy(
          farm, driver, planEvery, packageBytesMax, bytes, checks, snapshotEvery, logBackup);
    }

    public Policy withLogBackup(Optional<LogBackups.Plan> plan) {
      return new Policy(
          farm, driver, planEvery, packageBytesMax, freeBytesMin, checks, snapshotEvery, plan);
    }

    public Policy withPlanEvery(Duration other) {
      return new Policy(
          farm, driver, other, packageBytesMax, freeBytesMin, checks, snapshotEvery, logBackup);
    }
  }

  public MasterConfig {
    workers = List.copyOf(workers);
    clients = List.copyOf(clients);
    mirrors = List.copyOf(mirrors);
    targets = List.copyOf(targets);
  }

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /// Everything that is wrong, each with the key that says so and what to do; empty if nothing is.
  public List<String> mistakes() {
    var mistakes = new ArrayList<String>();
    checkListening(mistakes);
    checkTokens(mistakes);
    checkTargets(mistakes);
    checkPublishing(mistakes);
    if (tree.repository().isBlank()) {
      mistakes.add("tree.repository: name the git repository of templates");
    }
    if (tree.branch().isBlank()) {
      mistakes.add("tree.branch: name the branch to follow, such as master");
    }
    if (!Set.of("template", "xbps-src").contains(policy.driver())) {
      mistakes.add(
          "policy.driver: \"%s\" is none; choose template or xbps-src".formatted(policy.driver()));
    }
    if (!policy.planEvery().isPositive()) {
      mistakes.add("policy.plan-every: must be longer than zero, such as \"10m\"");
    }
    if (policy.packageBytesMax() <= 0 || policy.freeBytesMin() < 0) {
      mistakes.add("policy: package-size-limit and free-space-least must be positive sizes");
    }
    if (policy.snapshotEvery() < 100) {
      mistakes.add("policy.snapshot-every: must be at least 100 events");
    }
    policy
        .logBackup()
        .ifPresent(plan -> {
          if (!plan.every().isPositive() || plan.kept() < 1) {
            mistakes.add(
                "log-backup: every must be longer than zero, such as \"24h\", and kept at least 1");
          }
        });
    if (!election.sessionTimeout().minusSeconds(1).isPositive()) {
      mistakes.add("zookeeper.session-timeout: must be longer than \"1s\"");
    }
    return mistakes;
  }

  private void checkListening(List<String> mistakes) {
    if (listen.port() < 0 || listen.port() > 65_535) {
      mistakes.add(
          "listen.port: %d is none; choose one up to 65535, or 0".formatted(listen.port()));
    }
    try {
      var address = InetAddress.getByName(listen.address());
      if (tls.isEmpty() && !address.isLoopbackAddress()) {
        mistakes.add(
            "listen.address: %s is reached from outside, where tokens must not travel in the clear; set tls.certificate and tls.key, or listen on 127.0.0.1"
                .formatted(listen.address()));
      }
    } catch (UnknownHostException unknown) {
      mistakes.add(
          "listen.address: \"%s\" is no address of this machine".formatted(listen.address()));
    }
    tls.ifPresent(files -> {
      checkReadable(mistakes, "tls.certificate", files.certificate());
      checkReadable(mistakes, "tls.key", files.key());
    });
  }

  private static void checkReadable(List<String> mistakes, String key, Path file) {
    if (!Files.isReadable(file)) {
      mistakes.add(
          "%s: cannot read %s; see that it exists and belongs to the user %s"
              .formatted(key, file, System.getProperty("user.name")));
    }
  }

  private void checkTokens(List<String> mistakes) {
    checkNames(mistakes, "workers", workers, WorkerToken::name);
    checkNames(mistakes, "clients", clients, ApiToken::name);
    var hashes = new HashSet<String>();
    Stream.concat(
            workers.stream().map(WorkerToken::tokenSha256),
            clients.stream().map(ApiToken::tokenSha256))
        .forEach(hash -> {
          if (!HASH.matcher(hash).matches()) {
            mistakes.add(
                "token-sha256: \"%s\" is none; `slipway token` makes a token and prints its hash"
                    .formatted(hash.length() > 12 ? hash.substring(0, 12) + "…" : hash));
          } else if (!hashes.add(hash)) {
            mistakes.add(
                "token-sha256: %s… is there twice; give everybody a token of their own"
                    .formatted(hash.substring(0, 12)));
          }
        });
  }

  private static <T> void checkNames(
      List<String> mistakes, String key, Collection<T> all, Function<T, String> name) {
    var names = new HashSet<String>();
    for (T one : all) {
      if (!NAME.matcher(name.apply(one)).matches()) {
        mistakes.add(
            "%s.name: \"%s\" is none; use letters, digits, dots, dashes, up to 63"
                .formatted(key, name.apply(one)));
      } else if (!names.add(name.apply(one))) {
        mistakes.add("%s.name: %s is there twice".formatted(key, name.apply(one)));
      }
    }
  }

  private void checkTargets(List<String> mistakes) {
    if (targets.isEmpty()) {
      mistakes.add("targets: name at least one, such as \"x86_64\"");
    }
    for (Target target : targets) {
      if (target.isCross() && !targets.contains(Target.nativeTo(target.host()))) {
        mistakes.add(
            "targets: %s needs \"%s\" too, where its host dependencies are built"
                .formatted(target, target.host()));
      }
    }
    if (new HashSet<>(targets).size() != targets.size()) {
      mistakes.add("targets: one is there twice");
    }
  }

  private void checkPublishing(List<String> mistakes) {
    if (repository.url().isBlank() || repository.url().endsWith("/")) {
      mistakes.add(
          "repository.url: \"%s\" must be where builders reach the repository, without a slash at the end"
              .formatted(repository.url()));
    }
    signing.key().ifPresent(key -> checkReadable(mistakes, "signing.key", key));
    signing
        .passphraseFile()
        .ifPresent(file -> checkReadable(mistakes, "signing.passphrase-file", file));
    long signers =
        Stream.of(signing.key(), signing.signer(), signing.signerTls())
            .filter(Optional::isPresent)
            .count();
    if (signers != 1) {
      mistakes.add(
          "signing: name either key, a PEM file, or signer, the socket of `slipway signer`, or [signing.signer-tls], where it listens");
    }
    signing
        .signerTls()
        .ifPresent(at -> {
          if (at.host().isBlank() || at.port() < 1 || at.port() > 65_535) {
            mistakes.add("signing.signer-tls.address: must be HOST:PORT");
          }
          checkReadable(mistakes, "signing.signer-tls.certificate", at.tls().certificate());
          checkReadable(mistakes, "signing.signer-tls.key", at.tls().key());
          checkReadable(mistakes, "signing.signer-tls.ca", at.tls().authority());
        });
    if (signing.signedBy().isBlank()) {
      mistakes.add("signing.signed-by: name who signs; clients are shown it");
    }
    checkNames(mistakes, "mirrors", mirrors, Mirror::name);
    for (Mirror mirror : mirrors) {
      if (mirror.destination().isBlank() && mirror.url().isBlank()) {
        mistakes.add(
            "mirrors.destination: say where rsync sends to for %s, or with url where a mirror that pulls is looked at"
                .formatted(mirror.name()));
      }
    }
  }
}
