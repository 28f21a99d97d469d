package slipway.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import slipway.cli.Failure;
import slipway.master.MasterConfig;
import slipway.master.MasterConfig.ApiToken;
import slipway.master.MasterConfig.Listen;
import slipway.master.MasterConfig.Mirror;
import slipway.master.MasterConfig.Policy;
import slipway.master.MasterConfig.Repository;
import slipway.master.MasterConfig.SignerTls;
import slipway.master.MasterConfig.Signing;
import slipway.master.MasterConfig.Tls;
import slipway.master.MasterConfig.Tree;
import slipway.master.MasterConfig.Upkeep;
import slipway.master.MasterConfig.WorkerToken;
import slipway.master.door.Role;
import slipway.master.leadership.Election;
import slipway.master.upkeep.LogBackups;
import slipway.publisher.KeepRules;
import slipway.publisher.signer.MutualTls;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Target;

/// The master's configuration file. `docs/manual.md` lists its keys.
public final class MasterConfigFile {
  private static final int DEFAULT_PORT = 7700;

  private MasterConfigFile() {}

  /// @throws Failure naming every mistake
  public static MasterConfig read(Path file) {
    Settings settings = Settings.read(file);
    var config =
        new MasterConfig(
            settings.path("data"),
            listen(settings.table("listen")),
            tls(settings),
            workers(settings),
            clients(settings),
            settings.flag("public-reading", true),
            tree(settings.table("tree")),
            repository(settings.table("repository")),
            mirrors(settings),
            signing(settings.table("signing")),
            settings.texts("targets").stream().map(MasterConfigFile::target).toList(),
            election(settings.table("zookeeper")),
            policy(settings.table("policy")).withLogBackup(logBackup(settings)));
    settings.finish(file);
    List<String> mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      throw new Failure(
          "The configuration " + file + " has mistakes:\n  " + String.join("\n  ", mistakes));
    }
    return config;
  }

  private static Listen listen(Settings listen) {
    return new Listen(listen.text("address", "127.0.0.1"), listen.integer("port", DEFAULT_PORT));
  }

  private static Optional<Tls> tls(Settings settings) {
    if (!settings.has("tls")) {
      return Optional.empty();
    }
    Settings tls = settings.table("tls");
    return Optional.of(new Tls(tls.path("certificate"), tls.path("key")));
  }

  private static List<WorkerToken> workers(Settings settings) {
    var workers = new ArrayList<WorkerToken>();
    for (Settings one : settings.tables("workers")) {
      workers.add(
          new WorkerToken(
              one.text("name"), one.text("token-sha256"), Set.copyOf(one.texts("hosts"))));
    }
    return workers;
  }

  private static List<ApiToken> clients(Settings settings) {
    var clients = new ArrayList<ApiToken>();
    for (Settings one : settings.tables("clients")) {
      String word = one.text("role", "viewer");
      Role role = Role.VIEWER;
      try {
        role = Role.valueOf(word.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        one.mistake("role", "\"" + word + "\" is none; choose viewer, committer or operator");
      }
      clients.add(new ApiToken(one.text("name"), one.text("token-sha256"), role));
    }
    return clients;
  }

  private static Tree tree(Settings tree) {
    String repository = tree.text("repository");
    return new Tree(
        repository, tree.text("branch", "master"), tree.text("url-for-workers", repository));
  }

  private static Repository repository(Settings repository) {
    Upkeep usual = Upkeep.DEFAULT;
    return new Repository(
        repository.path("directory"),
        repository.text("url"),
        new Upkeep(
            repository.duration("release-incomplete-after", usual.incompleteAfter()),
            repository.duration("grace", usual.grace()),
            repository.flag("legacy-signatures", usual.legacySignatures()),
            Math.toIntExact(repository.size("mirror-bandwidth", 0) >> 10),
            keep(repository),
            repository.flag("early-cut-off", usual.earlyCutOff())));
  }

  private static KeepRules keep(Settings repository) {
    int versions = repository.integer("keep-versions", 0);
    if (versions < 0) {
      repository.mistake("keep-versions", "a number of versions is not negative");
    }
    return new KeepRules(Math.max(0, versions), repository.texts("keep"));
  }

  private static List<Mirror> mirrors(Settings settings) {
    var mirrors = new ArrayList<Mirror>();
    for (Settings one : settings.tables("mirrors")) {
      String destination = one.text("destination", "");
      mirrors.add(
          new Mirror(
              one.text("name"),
              destination,
              one.text("url", ""),
              one.flag("required", !destination.isEmpty())));
    }
    return mirrors;
  }

  private static Signing signing(Settings signing) {
    return new Signing(
        signing.optionalPath("key"),
        signing.optionalPath("passphrase-file"),
        signing.optionalPath("signer"),
        signerTls(signing),
        signing.text("signed-by"));
  }

  private static Optional<SignerTls> signerTls(Settings signing) {
    if (!signing.has("signer-tls")) {
      return Optional.empty();
    }
    Settings at = signing.table("signer-tls");
    String address = at.text("address");
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    return Optional.of(
        new SignerTls(
            colon < 0 ? "" : address.substring(0, colon),
            port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0,
            new MutualTls(at.path("certificate"), at.path("key"), at.path("ca"))));
  }

  private static Target target(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? Target.nativeTo(text)
        : new Target(text.substring(at + 1), text.substring(0, at));
  }

  private static Election election(Settings zookeeper) {
    Election usual = Election.EMBEDDED;
    return new Election(
        zookeeper.text("connect", usual.connect()),
        zookeeper.duration("session-timeout", usual.sessionTimeout()));
  }

  private static Policy policy(Settings policy) {
    Policy usual = Policy.DEFAULT;
    return new Policy(
        farm(policy),
        policy.text("driver", usual.driver()),
        policy.duration("plan-every", usual.planEvery()),
        policy.size("package-size-limit", usual.packageBytesMax()),
        policy.size("free-space-least", usual.freeBytesMin()),
        policy.flag("checks", usual.checks()),
        usual.snapshotEvery(),
        Optional.empty());
  }

  private static Optional<LogBackups.Plan> logBackup(Settings settings) {
    if (!settings.has("log-backup")) {
      return Optional.empty();
    }
    Settings backup = settings.table("log-backup");
    return Optional.of(
        new LogBackups.Plan(
            backup.path("directory"),
            backup.duration("every", Duration.ofDays(1)),
            backup.integer("kept", 7)));
  }

  private static FarmPolicy farm(Settings policy) {
    FarmPolicy usual = FarmPolicy.DEFAULT;
    return usual
        .withLostAfter(policy.duration("lost-after", usual.lostAfter()))
        .withFirstGuesses(
            policy.duration("first-duration", usual.firstGuess().duration()),
            policy.size("first-disk", usual.firstGuess().diskBytes()),
            policy.size("first-memory", usual.firstGuess().memoryBytes()))
        .withLimits(
            policy.duration("no-output-limit", usual.limits().noOutput()),
            policy.duration("total-limit-least", usual.limits().totalLeast()));
  }
}
