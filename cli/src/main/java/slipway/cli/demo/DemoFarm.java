package slipway.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import slipway.cli.Failure;
import slipway.cli.config.WebConfigFile;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.keys.FarmCertificates;
import slipway.cli.keys.Tokens;
import slipway.webui.WebUi;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.RsaSigner;

/// A whole farm on one machine: one master and two workers as processes of their own with TLS
/// between them, and the web UI in this process. All its files are in one directory, its
/// configuration files among them, so that they can serve as a pattern.
public final class DemoFarm implements AutoCloseable {
  /// The account with which a visitor may act.
  public static final String OPERATOR = "harbourmaster";

  static final String HOST = "127.0.0.1";

  /// Room for every package of the sample tree but one.
  private static final int SMALL_AREA_MEBIBYTES = 40;

  private static final Duration CERTIFICATE_LIFE = Duration.ofDays(3650);
  private static final int KEY_BITS = 2048;

  private final Path directory;
  private final DemoSecrets secrets;
  private final FarmCertificates certificates;
  private final RsaPublicKey repositoryKey;
  private final int masterPort;
  private final int metricsPort;
  private final List<DemoWorker> crew;
  private final List<ChildProcess> processes = new ArrayList<>();
  private Optional<WebUi> webUi = Optional.empty();

  private DemoFarm(
      Path directory,
      DemoSecrets secrets,
      FarmCertificates certificates,
      RsaPublicKey repositoryKey,
      int masterPort,
      int metricsPort,
      List<DemoWorker> crew) {
    this.directory = directory;
    this.secrets = secrets;
    this.certificates = certificates;
    this.repositoryKey = repositoryKey;
    this.masterPort = masterPort;
    this.metricsPort = metricsPort;
    this.crew = crew;
  }

  /// Makes keys, certificates and configuration files; starts nothing.
  ///
  /// @param webPort where the web UI will listen; 0: wherever the system likes
  public static DemoFarm prepare(Path directory, SampleTree tree, int webPort, SecureRandom random)
      throws IOException {
    int chosenWebPort = webPort == 0 ? freePort() : webPort;
    var certificates =
        FarmCertificates.in(
            directory.resolve("keys"),
            List.of(HOST, "localhost"),
            Instant.now(),
            CERTIFICATE_LIFE,
            random);
    RsaSigner signer = RsaSigner.generate(KEY_BITS);
    List<DemoWorker> crew =
        List.of(
            new DemoWorker(
                "glibc-1",
                List.of("x86_64", "x86_64-musl"),
                2,
                Optional.empty(),
                Tokens.make(random)),
            new DemoWorker(
                "musl-1",
                List.of("x86_64-musl"),
                1,
                Optional.of(SMALL_AREA_MEBIBYTES),
                Tokens.make(random)));
    var secrets = DemoSecrets.make(random);
    var farm =
        new DemoFarm(
            directory, secrets, certificates, signer.publicKey(), freePort(), freePort(), crew);
    var files = new DemoFiles(directory, farm.masterPort, certificates);
    files.writeSecret("keys/repository.key", signer.privateKeyPem());
    files.writeSecret("keys/client.token", secrets.clientToken() + "\n");
    files.writeMaster(tree, secrets, crew, chosenWebPort);
    files.writeWeb(tree, secrets, chosenWebPort);
    for (DemoWorker worker : crew) {
      files.writeWorker(worker);
    }
    tree.callOnPush(chosenWebPort, secrets.webhookSecret());
    return farm;
  }

  /// Starts everything, what the first build needs first; returns when the web UI answers. The
  /// master and the workers find each other by themselves.
  public void start() throws IOException {
    startMaster();
    startWorker(crew.getFirst().name());
    startWeb();
    for (DemoWorker worker : crew.subList(1, crew.size())) {
      startWorker(worker.name());
    }
  }

  /// Pages, webhooks, and the repository that the workers install from.
  public void startWeb() throws IOException {
    webUi = Optional.of(WebUi.start(WebConfigFile.read(directory.resolve("web.toml"))));
  }

  public ChildProcess startMaster() throws IOException {
    return start(
        "master",
        List.of(),
        List.of("master", "run", "--config", file("master.toml"), "--metrics", metricsAddress()));
  }

  public ChildProcess startWorker(String name) throws IOException {
    DemoWorker worker =
        crew.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    return start(
        name,
        worker.wrapper(directory),
        List.of("worker", "run", "--config", file("worker-" + name + ".toml")));
  }

  private ChildProcess start(String name, List<String> wrapper, List<String> arguments)
      throws IOException {
    var process = ChildProcess.start(directory.resolve(name + ".log"), wrapper, arguments);
    processes.add(process);
    return process;
  }

  /// @throws Failure if one of the processes has ended, with the last lines that it printed
  void checkAlive() throws IOException {
    for (ChildProcess process : processes) {
      if (!process.isAlive()) {
        List<String> lines = Files.readAllLines(process.output());
        throw new Failure(
            "A process of the farm has ended. The end of "
                + process.output()
                + ":\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
      }
    }
  }

  public FarmConnection connect() throws IOException {
    return FarmConnection.open(
        HOST + ":" + masterPort, certificates.authority(), secrets.clientToken());
  }

  public String webAddress() {
    return webUi.orElseThrow().address();
  }

  /// Where the master serves its meters: `HOST:PORT`.
  public String metricsAddress() {
    return HOST + ":" + metricsPort;
  }

  public String password() {
    return secrets.password();
  }

  public Path mirror() {
    return directory.resolve("mirror");
  }

  public Path directory() {
    return directory;
  }

  public RsaPublicKey repositoryKey() {
    return repositoryKey;
  }

  /// How a visitor talks to this farm with `slipway ctl`.
  String ctlHint() {
    return "./slipway ctl %s overview".formatted(String.join(" ", ctlOptions()));
  }

  /// Where this farm is and who asks, for `slipway ctl`.
  public List<String> ctlOptions() {
    return List.of(
        "--master",
        HOST + ":" + masterPort,
        "--ca",
        certificates.authority().toString(),
        "--token-file",
        file("keys/client.token"));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Ends everything, workers first.
  @Override
  public void close() {
    webUi.ifPresent(WebUi::close);
    processes.reversed().forEach(ChildProcess::close);
  }
}
