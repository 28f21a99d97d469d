package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RsaSigner;

/// A publisher over a temporary directory, with a mirror beside it, and packages made on demand.
final class TestRepository {
  /// Making a key takes a second; one is enough for all tests.
  static final RsaSigner SIGNER = RsaSigner.generate(2048);

  static final String ARCHITECTURE = "x86_64";

  private final Path directory;
  final Path root;
  final Mirror mirror;

  TestRepository(Path directory) {
    this.directory = directory;
    this.root = directory.resolve("repository");
    this.mirror = new Mirror("near", directory.resolve("mirror").toString());
  }

  PublisherConfig config() {
    return config(Duration.ofDays(1));
  }

  PublisherConfig config(Duration grace) {
    return new PublisherConfig(
        root,
        Layout.VOID,
        List.of(mirror),
        SIGNER,
        "A Farm",
        true,
        grace,
        Duration.ofMinutes(1),
        0,
        InstantSource.system());
  }

  Publisher open() throws IOException {
    return Publisher.open(config());
  }

  Path mirrorDirectory() {
    return Path.of(mirror.destination());
  }

  /// A package with one file; `change` adds to its properties.
  Path packaged(String pkgver, String content, UnaryOperator<PackageProperties> change)
      throws IOException {
    return packaged(pkgver, content, change, "usr/share/" + PkgVer.parse(pkgver).name());
  }

  /// A package with these files.
  Path packaged(
      String pkgver, String content, UnaryOperator<PackageProperties> change, String... paths)
      throws IOException {
    PkgVer parsed = PkgVer.parse(pkgver);
    Path destdir = Files.createTempDirectory(directory, "destdir");
    for (String path : paths) {
      Path file = destdir.resolve(path);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, content);
    }
    PackageProperties properties =
        change.apply(PackageProperties.of(parsed, ARCHITECTURE, "Package " + parsed.name()));
    Path out = Files.createTempDirectory(directory, "built");
    return PackageWriter.write(destdir, properties, Instant.EPOCH, out);
  }

  Path packaged(String pkgver) throws IOException {
    return packaged(pkgver, pkgver, properties -> properties);
  }

  /// A library that provides a soname.
  Path library(String pkgver, String soname) throws IOException {
    return packaged(
        pkgver, pkgver, properties -> properties.with("shlib-provides", List.of(soname)));
  }

  /// A package that requires sonames.
  Path user(String pkgver, String... sonames) throws IOException {
    return packaged(
        pkgver, pkgver, properties -> properties.with("shlib-requires", Arrays.asList(sonames)));
  }

  static Delivery delivery(Path... files) {
    return new Delivery(ARCHITECTURE, "main", Arrays.asList(files));
  }

  /// Stages and releases, all of which must go.
  static void publish(Publisher publisher, Path... files) throws Exception {
    List<StagedPackage> staged = publisher.stage(delivery(files));
    ReleaseReport report =
        publisher.release(
            ARCHITECTURE,
            Set.copyOf(staged.stream().map(StagedPackage::pkgname).distinct().toList()));
    if (!report.held().isEmpty()) {
      throw new AssertionError(report.held().getFirst().sentence());
    }
  }
}
