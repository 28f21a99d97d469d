package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.SIGNER;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.PackageFacts;
import slipway.xbps.PackageFile;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.Repodata;

/// Some two hundred packages of varied metadata: the real tools on a repository of ours, and ours
/// on one of theirs. Skipped where they are not installed.
class BothWaysTest {
  private static final int COUNT = 220;

  @TempDir private Path directory;
  private Path repository;
  private Path index;
  private List<VariedPackages.Source> sources = List.of();

  @BeforeEach
  void prepare() throws Exception {
    RealTools.assumeInstalled(
        "xbps-create",
        "xbps-rindex",
        "xbps-query",
        "xbps-install",
        "xbps-pkgdb",
        "xbps-checkvers",
        "xbps-digest");
    repository = Files.createDirectory(directory.resolve("repository"));
    index = repository.resolve(ARCHITECTURE + "-repodata");
    sources = new VariedPackages(20261124, directory.resolve("sources")).make(COUNT);
  }

  private Publisher open() throws Exception {
    return Publisher.open(
        new PublisherConfig(
            repository,
            Layout.ONE_DIRECTORY,
            List.of(),
            SIGNER,
            "A Farm",
            true,
            Duration.ofDays(1),
            Duration.ofMinutes(1),
            0,
            InstantSource.system()));
  }

  private List<Path> ours() throws Exception {
    Path built = Files.createDirectory(directory.resolve("built"));
    var files = new ArrayList<Path>();
    for (VariedPackages.Source source : sources) {
      files.add(PackageWriter.write(source.destdir(), source.properties(), Instant.EPOCH, built));
    }
    return files;
  }

  private static void publish(Publisher publisher, List<Path> files) throws Exception {
    Set<String> names =
        publisher.stage(new Delivery(ARCHITECTURE, "", files)).stream()
            .map(StagedPackage::pkgname)
            .collect(Collectors.toSet());
    assertThat(publisher.release(ARCHITECTURE, names).held()).isEmpty();
  }

  @Test
  void theRealToolsAcceptWhatWePublish() throws Exception {
    List<Path> files = ours();
    try (Publisher publisher = open()) {
      publish(publisher, files);
    }
    theirIndexIsThatOfOurs(files);
    theirQueryShowsEverything();
    theirClientInstallsAndVerifies();
    theirCheckversAndDigestAgree(files.getFirst());
    theirIndexerExtendsAndCleans();
  }

  private void theirIndexIsThatOfOurs(List<Path> files) throws Exception {
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    var command = new ArrayList<Object>(List.of("xbps-rindex", "-a"));
    for (Path file : files) {
      command.add(Files.copy(file, theirs.resolve(String.valueOf(file.getFileName()))));
    }
    RealTools.run(command.toArray());
    assertThat(Repodata.read(theirs.resolve(ARCHITECTURE + "-repodata")).merged())
        .isEqualTo(Repodata.read(index).index());
  }

  private void theirQueryShowsEverything() throws Exception {
    String from = "--repository=" + repository;
    assertThat(RealTools.run("xbps-query", "-i", from, "-Rs", "").lines()).hasSize(COUNT);
    for (VariedPackages.Source source : sources) {
      String pkgver = source.properties().pkgver().toString();
      assertThat(RealTools.run("xbps-query", "-i", from, "-RS", pkgver).lines().map(String::strip))
          .as(pkgver)
          .contains("pkgver: " + pkgver, "short_desc: " + source.properties().shortDescription())
          .containsAll(source.properties().runDepends())
          .containsAll(source.properties().provides())
          .containsAll(source.properties().shlibRequires());
    }
  }

  private void theirClientInstallsAndVerifies() throws Exception {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            repository.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String url = "--repository=http://127.0.0.1:" + server.getAddress().getPort();
      Path system = Files.createDirectory(directory.resolve("system"));
      assertThat(
              RealTools.answering(
                  "y\n", "xbps-install", "-r", system, "-C", system, "-i", url, "-S"))
          .contains(SIGNER.fingerprint());
      var command =
          new ArrayList<Object>(
              List.of("xbps-install", "-r", system, "-C", system, "-i", url, "-y"));
      sources.forEach(source -> command.add(source.properties().pkgver().name()));
      RealTools.run(command.toArray());
      assertThat(RealTools.run("xbps-query", "-r", system, "-l").lines()).hasSize(COUNT);
      RealTools.run("xbps-pkgdb", "-r", system, "-C", system, "-a");
    } finally {
      server.stop(0);
    }
  }

  private void theirCheckversAndDigestAgree(Path file) throws Exception {
    PackageFile read = PackageFile.read(file);
    assertThat(RealTools.run("xbps-digest", file)).isEqualTo(read.sha256() + "\n");
    PkgVer pkgver = read.properties().pkgver();
    Path distdir = directory.resolve("distdir");
    Path template = distdir.resolve("srcpkgs/" + pkgver.name() + "/template");
    Files.createDirectories(template.resolveSibling("."));
    Files.writeString(template, "pkgname=%s\nversion=999\nrevision=1\n".formatted(pkgver.name()));
    assertThat(RealTools.run("xbps-checkvers", "-i", "-D", distdir, "-R", repository.toString()))
        .contains(pkgver.name(), pkgver.version(), "999_1");
  }

  private void theirIndexerExtendsAndCleans() throws Exception {
    Path destdir = Files.createDirectories(directory.resolve("more/usr/share/more"));
    Files.writeString(destdir.resolve("file"), "more");
    Path file = create("more-1.0_1", directory.resolve("more"), List.of());
    Path added = Files.copy(file, repository.resolve("more-1.0_1.x86_64.xbps"));
    RealTools.run("xbps-rindex", "-a", added);
    PackageFacts gone = sources.getLast().properties();
    Files.delete(repository.resolve(sources.getLast().properties().fileName().toString()));
    RealTools.run("xbps-rindex", "-c", repository);
    RealTools.run("xbps-rindex", "-r", repository);
    assertThat(Repodata.read(index).index())
        .hasSize(COUNT)
        .containsKey("more")
        .doesNotContainKey(gone.pkgver().name());
    try (Publisher publisher = open()) {
      assertThat(publisher.released(ARCHITECTURE)).hasSize(COUNT);
    }
    assertThat(Repositories.verify(repository).sound()).isTrue();
  }

  private Path create(String pkgver, Path destdir, List<String> options) throws Exception {
    Path out = Files.createDirectories(directory.resolve("created"));
    String arch = options.contains("noarch") ? "noarch" : ARCHITECTURE;
    var command = new ArrayList<String>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\""));
    command.addAll(List.of(out.toString(), "xbps-create", "-q", "-n", pkgver));
    command.addAll(options.isEmpty() ? List.of("-A", ARCHITECTURE, "-s", "Something") : options);
    command.add(destdir.toString());
    RealTools.run(command.toArray());
    return out.resolve(pkgver + "." + arch + ".xbps");
  }

  @Test
  void weReadExtendAndSignWhatTheyMade() throws Exception {
    var command = new ArrayList<Object>(List.of("xbps-rindex", "-a"));
    for (VariedPackages.Source source : sources) {
      Path made =
          create(
              source.properties().pkgver().toString(),
              source.destdir(),
              CreateOptions.of(source.properties()));
      command.add(Files.move(made, repository.resolve(made.getFileName().toString())));
    }
    RealTools.run(command.toArray());
    Path key = Files.writeString(directory.resolve("key.pem"), SIGNER.privateKeyPem());
    RealTools.run("xbps-rindex", "--sign", "--signedby", "Them", "--privkey", key, repository);
    List<Path> packages = packagesIn(repository);
    var sign = new ArrayList<Object>(List.of("xbps-rindex", "--sign-pkg", "--privkey", key));
    sign.addAll(packages);
    RealTools.run(sign.toArray());

    VerifyReport theirs = Repositories.verify(repository);
    assertThat(theirs).isEqualTo(new VerifyReport(COUNT, List.of()));
    for (VariedPackages.Source source : sources) {
      PackageFile read =
          PackageFile.read(repository.resolve(source.properties().fileName().toString()));
      assertThat(read.properties().with("installed_size", 0L).dictionary())
          .containsAllEntriesOf(withoutMessages(source));
    }

    // What they have not signed we sign; what we add, they list.
    Files.delete(packages.getFirst().resolveSibling(packages.getFirst().getFileName() + ".sig2"));
    Path destdir = Files.createDirectories(directory.resolve("more/usr/share/more"));
    Files.writeString(destdir.resolve("file"), "more");
    try (Publisher publisher = open()) {
      publish(publisher, List.of(create("more-1.0_1", directory.resolve("more"), List.of())));
      assertThat(publisher.sign()).isEqualTo(COUNT + 1);
    }
    assertThat(Repositories.verify(repository)).isEqualTo(new VerifyReport(COUNT + 1, List.of()));
    assertThat(RealTools.run("xbps-query", "-i", "--repository=" + repository, "-Rs", "").lines())
        .hasSize(COUNT + 1);
  }

  private static Map<String, Object> withoutMessages(VariedPackages.Source source) {
    return source.properties().with("installed_size", 0L).dictionary();
  }

  private static List<Path> packagesIn(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".xbps")).sorted().toList();
    }
  }
}
