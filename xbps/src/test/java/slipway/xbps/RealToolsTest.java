package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.RealTools.Run;
import slipway.xbps.plist.PropertyList;

/// Both ways: the real tools accept what we write, and we read what they write.
class RealToolsTest {
  private static final RsaSigner SIGNER = RsaSigner.generate(2048);

  @TempDir private Path directory;
  private Path repository;

  @BeforeEach
  void lookForTheTools() throws IOException {
    RealTools.assumeInstalled(
        "xbps-rindex", "xbps-query", "xbps-create", "xbps-install", "xbps-uhelper");
    repository = Files.createDirectory(directory.resolve("repository"));
  }

  @Test
  void theRealIndexOfOurPackagesHasTheSameBytesAsOurs() throws Exception {
    var random = new Random(1);
    var command = new ArrayList<Object>(List.of("xbps-rindex", "-a"));
    var stage = new TreeMap<String, RepoEntry>();
    for (int i = 0; i < 200; i++) {
      RandomPackage made = RandomPackage.of(random, i, directory);
      Path file = PackageWriter.write(made.destdir(), made.properties(), Instant.EPOCH, repository);
      command.add(file);
      RepoEntry entry = RepoEntry.of(PackageFile.read(file));
      stage.put(entry.name(), entry);
    }
    Run added = RealTools.run(repository, command.toArray());
    assertThat(added).isEqualTo(new Run(0, added.output()));
    assertThat(added.output()).contains("index: 200 packages registered.");

    Path file = repository.resolve("x86_64-repodata");
    Repodata theirs = Repodata.read(file);
    Repodata ours = Repodata.empty().withIndex(stage);
    assertThat(theirs).isEqualTo(ours);
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(Compression.unpack(in).readAllBytes()).isEqualTo(ours.toTar());
    }
    ours.write(file);
    Run listed =
        RealTools.run(repository, "xbps-query", "-i", "--repository=" + repository, "-Rs", "");
    assertThat(listed.output().lines()).hasSize(200);
    Run cleaned = RealTools.run(repository, "xbps-rindex", "-C", "-c", repository);
    assertThat(cleaned.output()).doesNotContain("removed");
    assertThat(Repodata.read(file)).isEqualTo(ours);
  }

  @Test
  void packagesOfTheRealToolAreReadAndHaveTheSameContents() throws Exception {
    var random = new Random(2);
    for (int i = 0; i < 20; i++) {
      RandomPackage made = RandomPackage.of(random, i, directory);
      PackageProperties properties = made.properties();
      Run created =
          RealTools.run(
              repository,
              "xbps-create",
              "-A",
              properties.architecture(),
              "-n",
              properties.pkgver(),
              "-s",
              properties.shortDescription(),
              "-m",
              properties.string("maintainer").orElse(""),
              "-D",
              String.join(" ", properties.runDepends()),
              made.destdir());
      assertThat(created.exit()).as(created.output()).isZero();
      PackageFile theirs = PackageFile.read(repository.resolve(properties.fileName().toString()));
      Path ours = Files.createDirectories(directory.resolve("ours"));
      PackageFile own =
          PackageFile.read(PackageWriter.write(made.destdir(), properties, Instant.EPOCH, ours));
      assertThat(theirs.contents()).isEqualTo(own.contents());
      assertThat(theirs.properties().installedSize()).isEqualTo(own.properties().installedSize());
      assertThat(theirs.properties().runDepends()).isEqualTo(properties.runDepends());
      assertThat(theirs.properties().shortDescription()).isEqualTo(properties.shortDescription());
    }
  }

  @Test
  void aSignedRepositoryIsInstalledFromOverHttp() throws Exception {
    Path destdir = Files.createDirectories(directory.resolve("d/usr/bin")).resolve("../..");
    Files.writeString(destdir.resolve("usr/bin/foo"), "#!/bin/sh\n");
    Path file = PackageWriter.write(destdir, TestPackages.properties(), Instant.EPOCH, repository);
    publish(file);
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            repository.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      Path root = trustingRoot("root");
      Run installed = install(root, url);
      assertThat(installed.exit()).as(installed.output()).isZero();
      assertThat(root.resolve("usr/bin/foo")).hasContent("#!/bin/sh");

      byte[] other = RsaSigner.generate(2048).sign(Sha256.ofFile(file));
      Files.write(repository.resolve(file.getFileName() + ".sig2"), other);
      Run refused = install(trustingRoot("root2"), url);
      assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
      assertThat(refused.output()).contains("the RSA signature is not valid!");
    } finally {
      server.stop(0);
    }
  }

  private void publish(Path file) throws IOException {
    PackageFile read = PackageFile.read(file);
    Files.write(
        repository.resolve(read.properties().fileName().signatureName()),
        SIGNER.sign(Sha256.parse(read.sha256())));
    var index = new TreeMap<String, RepoEntry>();
    index.put("foo", RepoEntry.of(read));
    var key = new RepositoryKey(SIGNER.publicKey(), "A Farm");
    new Repodata(index, Optional.of(key), new TreeMap<>())
        .write(repository.resolve("x86_64-repodata"));
  }

  /// A system that trusts the key beforehand, as the client would after asking.
  private Path trustingRoot(String name) throws IOException {
    Path root = Files.createDirectory(directory.resolve(name));
    Path keys = Files.createDirectories(root.resolve("var/db/xbps/keys"));
    var key =
        new TreeMap<>(
            PropertyList.read(new RepositoryKey(SIGNER.publicKey(), "A Farm").toPropertyList()));
    key.remove("signature-type");
    Files.write(keys.resolve(SIGNER.fingerprint() + ".plist"), PropertyList.write(key));
    return root;
  }

  private Run install(Path root, String url) throws Exception {
    return RealTools.run(
        directory, "xbps-install", "-r", root, "-i", "--repository=" + url, "-S", "-y", "foo");
  }

  @Test
  void versionsAndPatternsAreJudgedAsByTheRealTool() throws Exception {
    var random = new Random(3);
    var words =
        List.of("1", "09", "2", ".", "_", "alpha", "beta", "pre", "rc", "pl", "a", "z", "~", "-");
    for (int i = 0; i < 100; i++) {
      String a = sequence(random, words);
      String b = sequence(random, words);
      int exit = RealTools.run(directory, "xbps-uhelper", "cmpver", a, b).exit();
      assertThat(Version.compare(a, b)).as("%s and %s", a, b).isEqualTo(exit == 255 ? -1 : exit);
    }
    var parts =
        List.of("foo", "-", "1.0", "_1", ">=", "<", ">", "*", "?", "[0-9]", "[!a]", "2", "[");
    for (int i = 0; i < 150; i++) {
      String pattern = "foo" + sequence(random, parts);
      Run run = RealTools.run(directory, "xbps-uhelper", "pkgmatch", "foo-1.0_1", pattern);
      assertThat(DependencyPattern.matches("foo-1.0_1", pattern))
          .as(pattern)
          .isEqualTo(run.exit() == 1);
    }
  }

  private static String sequence(Random random, List<String> words) {
    var text = new StringBuilder("1");
    if (words.contains("foo")) {
      text.setLength(0);
    }
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(words.get(random.nextInt(words.size())));
    }
    return text.toString();
  }
}
