package slipway.publisher.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import slipway.xbps.DurableFile;
import slipway.xbps.PackageFileName;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RsaSigner;
import slipway.xbps.Sha256;

/// Small packages with metadata as large as those of Void's packages: some 1,400 bytes of an index
/// each.
final class BenchPackages {
  private static final String LONG_DESCRIPTION =
      "A library and its tools, described at some length as packages are. ".repeat(8);

  private final Path destdir;

  BenchPackages(Path parent) throws IOException {
    this.destdir = Files.createDirectories(parent.resolve("destdir"));
    Path file = Files.createDirectories(destdir.resolve("usr/share/bench")).resolve("file");
    Files.writeString(file, LONG_DESCRIPTION.repeat(4));
  }

  private static PackageProperties properties(int number, String version) {
    var pkgver = PkgVer.parse("bench%06d-%s_1".formatted(number, version));
    return PackageProperties.of(pkgver, "x86_64", "Package number " + number)
        .with("homepage", "https://example.org/projects/" + Integer.toHexString(number * 7919))
        .with("license", "GPL-2.0-or-later")
        .with("maintainer", "Somebody <somebody%d@example.org>".formatted(number % 300))
        .with("long_desc", LONG_DESCRIPTION)
        .with("sourcepkg", "bench%06d".formatted(number - number % 3))
        .with("shlib-provides", List.of("libbench%06d.so.1".formatted(number)))
        .with("shlib-requires", number == 0 ? List.of() : List.of(library(number / 2)))
        .with(
            "run_depends",
            number == 0 ? List.of() : List.of("bench%06d>=1.0_1".formatted(number / 3)));
  }

  private static String library(int number) {
    return "libbench%06d.so.1".formatted(number);
  }

  /// Makes packages `from` (inclusive) to `to` (exclusive) in a directory.
  List<Path> make(int from, int to, String version, Path directory) throws IOException {
    Files.createDirectories(directory);
    try {
      return IntStream.range(from, to)
          .parallel()
          .mapToObj(number -> make(properties(number, version), directory))
          .toList();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private Path make(PackageProperties properties, Path directory) {
    Path file = directory.resolve(new PackageFileName(properties.pkgver(), "x86_64").toString());
    if (Files.exists(file)) {
      return file;
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      PackageWriter.write(destdir, properties, Instant.EPOCH, out);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return file;
  }

  /// Signs those that are not signed, durably.
  static void sign(List<Path> files, RsaSigner signer) throws IOException {
    try {
      files.parallelStream().forEach(file -> sign(file, signer));
      DurableFile.syncDirectory(files.getFirst().resolveSibling("."));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static void sign(Path file, RsaSigner signer) {
    Path signature = file.resolveSibling(file.getFileName() + ".sig2");
    try {
      if (Files.notExists(signature)) {
        byte[] made = signer.sign(Sha256.ofFile(file));
        DurableFile.place(signature, out -> out.write(made));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
