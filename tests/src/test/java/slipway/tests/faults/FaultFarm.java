package slipway.tests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.demo.ChildProcess;
import slipway.cli.keys.FarmCertificates;
import slipway.cli.keys.Tokens;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.GetBuildRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.Order;
import slipway.proto.ReadLogRequest;
import slipway.xbps.PackageFile;
import slipway.xbps.RsaSigner;
import slipway.xbps.Sha256;

/// A farm of real processes: masters and one worker, TLS between them, RocksDB below, and a tree of
/// packages that talk. What a build prints it also writes to a side file of its attempt, so that a
/// log can be compared with what was printed, byte by byte.
final class FaultFarm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ARCHITECTURE = "x86_64";
  private static final String BEGINS = "@@ the build begins to talk @@\n";
  private static final String ENDS = "@@ the build has said all @@\n";

  private final Path directory;
  private final Settings settings;
  private final FarmCertificates certificates;
  private final String clientToken;
  private final List<ChildProcess> processes = new ArrayList<>();
  private FarmConnection connection;

  /// What differs between farms.
  ///
  /// @param masters `host:port` of each; all work on the same data, one at a time
  /// @param lostAfter the length of a lease
  /// @param zooKeeper where masters elect their leader; empty: each has its own
  record Settings(List<String> masters, int slots, Duration lostAfter, String zooKeeper) {
    Settings {
      masters = List.copyOf(masters);
    }

    /// One master on loopback.
    static Settings local(int slots, Duration lostAfter) throws IOException {
      return new Settings(List.of("127.0.0.1:" + freePort()), slots, lostAfter, "");
    }
  }

  private FaultFarm(
      Path directory, Settings settings, FarmCertificates certificates, String clientToken)
      throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.certificates = certificates;
    this.clientToken = clientToken;
    this.connection = connect(settings.masters().getFirst());
  }

  /// Makes keys, configuration and an empty tree; starts nothing.
  static FaultFarm prepare(Path directory, Settings settings)
      throws IOException, InterruptedException {
    var random = new SecureRandom();
    List<String> hosts = settings.masters().stream().map(FaultFarm::host).distinct().toList();
    var certificates =
        FarmCertificates.in(
            directory.resolve("keys"), hosts, Instant.now(), Duration.ofDays(2), random);
    String clientToken = Tokens.make(random);
    List<String> workerTokens = List.of(Tokens.make(random), Tokens.make(random));
    var farm = new FaultFarm(directory, settings, certificates, clientToken);
    Files.writeString(
        directory.resolve("keys/repository.key"), RsaSigner.generate(2048).privateKeyPem());
    Files.createDirectories(directory.resolve("repository"));
    Files.createDirectories(farm.sides());
    Files.createDirectories(farm.cargoes());
    for (String master : settings.masters()) {
      farm.writeMaster(master, workerTokens);
    }
    farm.writeWorker("w1", workerTokens.getFirst());
    farm.writeWorker("w2", workerTokens.getLast());
    farm.git("init", "--quiet", "--initial-branch=master", ".");
    return farm;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  private void writeMaster(String address, List<String> workerTokens) throws IOException {
    Files.writeString(
        masterFile(address),
        """
        data = "master"
        public-reading = true
        targets = ["%s"]
        [listen]
        address = "%s"
        port = %s
        [tls]
        certificate = "%s"
        key = "%s"
        [tree]
        repository = "%s"
        [repository]
        directory = "repository"
        url = "http://127.0.0.1:9/repo"
        [zookeeper]
        connect = "%s"
        session-timeout = "2s"
        [signing]
        key = "keys/repository.key"
        signed-by = "The tests"
        [[clients]]
        name = "tests"
        token-sha256 = "%s"
        role = "operator"
        [policy]
        lost-after = "%dms"
        plan-every = "1s"
        no-output-limit = "10m"
        total-limit-least = "10m"
        first-disk = "8MiB"
        first-memory = "64MiB"
        [[workers]]
        name = "w1"
        token-sha256 = "%s"
        hosts = ["%s"]
        [[workers]]
        name = "w2"
        token-sha256 = "%s"
        hosts = ["%s"]
        """
            .formatted(
                ARCHITECTURE,
                host(address),
                port(address),
                certificates.certificate(),
                certificates.key(),
                directory.resolve("tree/.git"),
                settings.zooKeeper(),
                Tokens.hash(clientToken),
                settings.lostAfter().toMillis(),
                Tokens.hash(workerTokens.getFirst()),
                ARCHITECTURE,
                Tokens.hash(workerTokens.getLast()),
                ARCHITECTURE));
  }

  private void writeWorker(String name, String token) throws IOException {
    Files.writeString(directory.resolve("keys/" + name + ".token"), token);
    Files.writeString(
        directory.resolve(name + ".toml"),
        """
        name = "%s"
        masters = [%s]
        trust = "%s"
        token-file = "keys/%s.token"
        hosts = ["%s"]
        slots = %d
        state = "state-%s"
        build-area = "area-%s"
        cache = "cache-%s"
        [timing]
        report-every = "500ms"
        """
            .formatted(
                name,
                String.join(", ", settings.masters().stream().map(m -> '"' + m + '"').toList()),
                certificates.authority(),
                name,
                ARCHITECTURE,
                settings.slots(),
                name,
                name,
                name));
  }

  private Path masterFile(String address) {
    return directory.resolve("master-" + port(address) + ".toml");
  }

  /// Writes a package whose build prints random bytes, with what a terminal would not survive.
  ///
  /// @param pieces so many, of up to 8000 bytes, 30 ms apart
  /// @param cargoBytes size of what it installs, which does not shrink when it is packed
  void talkative(String name, int pieces, int cargoBytes) throws IOException {
    talkative(name, "[ $((piece++)) -lt %d ]".formatted(pieces), cargoBytes);
  }

  /// As above, but it talks until a file is there.
  void talkativeUntil(String name, Path file) throws IOException {
    talkative(name, "[ ! -e '%s' ]".formatted(file), 1 << 20);
  }

  private void talkative(String name, String goesOn, int cargoBytes) throws IOException {
    template(
        name,
        """
        do_build() {
        	local piece=0 side="%s/$(basename "$(dirname "$SLIPWAY_ATTEMPT_DIRECTORY")")"
        	printf '%%s' '%s'
        	while %s; do
        		head -c $((RANDOM %% 8000)) /dev/urandom | tee -a "$side"
        		sleep 0.03
        	done
        	printf '%%s' '%s'
        }
        do_install() {
        	vmkdir usr/share/%s
        	local cargo="${DESTDIR}/usr/share/%s/cargo"
        	head -c %d /dev/urandom > "$cargo"
        	sha256sum < "$cargo" > "%s/$(basename "$(dirname "$SLIPWAY_ATTEMPT_DIRECTORY")")"
        }
        """
            .formatted(sides(), BEGINS, goesOn, ENDS, name, name, cargoBytes, cargoes()));
  }

  /// A template with these functions.
  void template(String name, String functions) throws IOException {
    Path file = directory.resolve("tree/srcpkgs").resolve(name).resolve("template");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        pkgname=%s
        version=1.0
        revision=1
        short_desc="A package of the tests"
        maintainer="Tests <tests@harbour.example>"
        license="CC0-1.0"
        homepage="https://harbour.example/%s"
        %s\
        """
            .formatted(name, name, functions));
  }

  void push() throws IOException, InterruptedException {
    git("add", "--all");
    git(
        "-c",
        "user.name=Tests",
        "-c",
        "user.email=tests@harbour.example",
        "commit",
        "--quiet",
        "-m",
        "packages");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    var command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }

  /// @param wrapper command that is put before the program
  ChildProcess startMaster(String... wrapper) throws IOException {
    return startMasterAt(settings.masters().getFirst(), wrapper);
  }

  ChildProcess startMasterAt(String address, String... wrapper) throws IOException {
    return start("master", List.of(wrapper), "master", "run", "--config", masterFile(address));
  }

  ChildProcess startWorker(String... wrapper) throws IOException {
    return start(
        "worker", List.of(wrapper), "worker", "run", "--config", directory.resolve("w1.toml"));
  }

  /// One on this end of every cable.
  ChildProcess startSecondWorker() throws IOException {
    return start("worker2", List.of(), "worker", "run", "--config", directory.resolve("w2.toml"));
  }

  private ChildProcess start(
      String name, List<String> wrapper, String noun, String verb, String option, Path file)
      throws IOException {
    var process =
        ChildProcess.start(
            directory.resolve(name + ".out"),
            wrapper,
            List.of(noun, verb, option, file.toString()));
    processes.add(process);
    return process;
  }

  private FarmConnection connect(String address) throws IOException {
    return FarmConnection.open(address, certificates.authority(), clientToken);
  }

  /// From now on questions go to another master.
  void ask(String address) throws IOException {
    connection.close();
    connection = connect(address);
  }

  FarmConnection connection() {
    return connection;
  }

  Path directory() {
    return directory;
  }

  /// What is waited for, with what the processes said last if it does not come.
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptionsInstanceOf(io.grpc.StatusRuntimeException.class)
          .until(condition);
    } catch (org.awaitility.core.ConditionTimeoutException never) {
      throw new AssertionError(
          never.getMessage() + "\n" + lastLines("master") + lastLines("worker"), never);
    }
  }

  /// What a process has printed so far.
  String output(String name) throws IOException {
    Path file = directory.resolve(name + ".out");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private String lastLines(String name) {
    try {
      List<String> lines = output(name).lines().filter(l -> !l.contains(" - planned ")).toList();
      return "== %s\n%s\n"
          .formatted(
              name, String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  List<Build> builds() {
    return connection
        .calls()
        .listBuilds(ListBuildsRequest.newBuilder().setLimit(1000).build())
        .getBuildsList()
        .stream()
        .sorted(Comparator.comparing(Build::getPackage))
        .toList();
  }

  /// The build of a package, of which there is only one.
  Optional<Build> build(String name) {
    return builds().stream().filter(build -> build.getPackage().equals(name)).findFirst();
  }

  List<Attempt> attempts(Build build) {
    return connection
        .calls()
        .getBuild(GetBuildRequest.newBuilder().setBuild(build.getId()).build())
        .getAttemptsList();
  }

  /// The whole log of an attempt, as the log store has it.
  byte[] log(long attempt) {
    var out = new java.io.ByteArrayOutputStream();
    connection
        .streams()
        .readLog(ReadLogRequest.newBuilder().setAttempt(attempt).build())
        .forEachRemaining(piece -> out.writeBytes(piece.getBytes().toByteArray()));
    return out.toByteArray();
  }

  /// What the build of an attempt has said, as its log tells it; empty if it had not begun.
  Optional<byte[]> heard(long attempt) {
    byte[] log = log(attempt);
    int begins = find(log, BEGINS, 0);
    if (begins < 0) {
      return Optional.empty();
    }
    int from = begins + BEGINS.length();
    if (find(log, BEGINS, from) >= 0) {
      throw new AssertionError("the build of attempt %d began twice".formatted(attempt));
    }
    int ends = find(log, ENDS, from);
    return Optional.of(java.util.Arrays.copyOfRange(log, from, ends < 0 ? log.length : ends));
  }

  private static int find(byte[] bytes, String text, int from) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    for (int at = from; at + wanted.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private Path sides() {
    return directory.resolve("sides");
  }

  private Path cargoes() {
    return directory.resolve("cargoes");
  }

  /// Whether a package holds what the build of that attempt has put into it.
  boolean isOf(long attempt, Path xbps) throws IOException {
    Path root = Files.createTempDirectory(directory, "unpacked");
    PackageFile unpacked = PackageFile.extract(xbps, root);
    Path cargo =
        root.resolve("usr/share").resolve(unpacked.properties().pkgver().name()).resolve("cargo");
    String hash = Sha256.hex(Sha256.ofFile(cargo));
    Files.delete(cargo);
    return Files.readString(cargoes().resolve(Long.toString(attempt))).startsWith(hash);
  }

  /// What the build of an attempt has said, as it wrote it down itself.
  byte[] said(long attempt) throws IOException {
    Path side = sides().resolve(Long.toString(attempt));
    return Files.exists(side) ? Files.readAllBytes(side) : new byte[0];
  }

  /// What all builds together have said so far; for this no process of the farm needs to live.
  long saidBytes() throws IOException {
    try (var files = Files.list(sides())) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  /// Attempts that the worker has on its disk, in the order of their ids.
  List<Long> attemptsOfWorker() throws IOException {
    Path attempts = directory.resolve("state-w1/attempts");
    if (!Files.isDirectory(attempts)) {
      return List.of();
    }
    try (var found = Files.list(attempts)) {
      return found.map(path -> Long.parseLong(path.getFileName().toString())).sorted().toList();
    }
  }

  /// Whether the ending of an attempt is on the worker's disk.
  boolean hasEnded(long attempt) {
    return Files.exists(directory.resolve("state-w1/attempts/" + attempt + "/end"));
  }

  /// The build of an attempt that the worker has.
  long buildOf(long attempt) throws IOException {
    Path order = directory.resolve("state-w1/attempts/" + attempt + "/order");
    return Order.parseFrom(Files.readAllBytes(order)).getBuild();
  }

  /// The wrapper of an attempt while its process runs.
  Optional<ProcessHandle> wrapper(long attempt) throws IOException {
    Path run = directory.resolve("state-w1/attempts/" + attempt + "/run");
    Path wrapper = run.resolve("wrapper");
    if (!Files.exists(wrapper) || Files.exists(run.resolve("status"))) {
      return Optional.empty();
    }
    String line = Files.readString(wrapper);
    if (!line.endsWith("\n")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' '))))
        .filter(process -> isWrapperIn(process, run));
  }

  private static boolean isWrapperIn(ProcessHandle process, Path run) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains(run.resolve("wrapper.sh").toString());
    } catch (IOException gone) {
      return false;
    }
  }

  /// The package files that the farm has published.
  List<Path> published() throws IOException {
    try (var found = Files.newDirectoryStream(directory.resolve("repository"), "*.xbps")) {
      return StreamSupport.stream(found.spliterator(), false).sorted().toList();
    }
  }

  @Override
  public void close() {
    connection.close();
    processes.reversed().forEach(ChildProcess::close);
  }
}
