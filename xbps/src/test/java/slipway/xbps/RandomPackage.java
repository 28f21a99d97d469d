package slipway.xbps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A package of varied content and metadata, made from a seed.
record RandomPackage(Path destdir, PackageProperties properties) {

  static RandomPackage of(Random random, int number, Path parent) throws IOException {
    Path destdir = Files.createDirectories(parent.resolve("destdir-" + number));
    String version =
        "%d.%d_%d".formatted(random.nextInt(9), random.nextInt(99), 1 + random.nextInt(9));
    var pkgver = new PkgVer("p" + number + (random.nextBoolean() ? "-devel" : ""), version);
    var properties =
        PackageProperties.of(pkgver, random.nextInt(5) == 0 ? "noarch" : "x86_64", text(random))
            .with("homepage", "https://example.org/?a=1&b=2")
            .with("license", random.nextBoolean() ? "MIT" : "")
            .with("long_desc", random.nextBoolean() ? text(random) + "\n" + text(random) : "")
            .with("maintainer", "A Person <person@example.org>")
            .with("sourcepkg", "p" + number)
            .with("preserve", random.nextInt(5) == 0)
            .with("run_depends", some(random, "dep%d>=0"))
            .with("conflicts", some(random, "other%d<1.0_1"))
            .with("replaces", some(random, "old%d>=0"))
            .with("provides", some(random, "virt%d-1_1"))
            .with("shlib-provides", some(random, "libp" + number + "x%d.so.1"))
            .with("shlib-requires", some(random, "libnone%d.so.2"))
            .with("tags", random.nextBoolean() ? "one two" : "");
    fill(random, destdir);
    return new RandomPackage(destdir, properties);
  }

  private static void fill(Random random, Path destdir) throws IOException {
    for (int i = random.nextInt(6); i >= 0; i--) {
      Path directory = destdir.resolve("usr/" + List.of("bin", "lib", "share/doc").get(i % 3));
      Files.createDirectories(directory);
      Path file = directory.resolve("f" + i + "é".repeat(random.nextInt(3)));
      byte[] content = new byte[random.nextInt(3) * random.nextInt(5000)];
      random.nextBytes(content);
      Files.write(file, content);
      if (random.nextInt(3) == 0) {
        Files.createLink(directory.resolve("hard" + i), file);
      }
      if (random.nextInt(3) == 0) {
        Files.createSymbolicLink(directory.resolve("soft" + i), file.getFileName());
      }
    }
    if (random.nextInt(4) == 0) {
      Files.writeString(destdir.resolve("INSTALL"), "#!/bin/sh\nexit 0\n");
      Files.writeString(destdir.resolve("INSTALL.msg"), "Read <this> & that.\n");
    }
    Files.createDirectories(destdir.resolve("usr/empty"));
  }

  private static List<String> some(Random random, String format) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(format::formatted).toList();
  }

  private static String text(Random random) {
    var words = List.of("Says", "<hello>", "&", "\"more\"", "漢字", "it's", "a > b");
    return String.join(
        " ", IntStream.range(0, 5).mapToObj(_ -> words.get(random.nextInt(words.size()))).toList());
  }
}
