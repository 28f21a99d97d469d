package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import slipway.xbps.PackageProperties;
import slipway.xbps.PkgVer;

/// Packages whose metadata are as varied as XBPS allows, and which can all be installed together:
/// what one needs, another has.
final class VariedPackages {
  private static final List<String> WORDS =
      List.of("Says", "<hello>", "&", "\"more\"", "漢字", "it's", "a > b", "naïve", "🚢", "tab\tbed");
  private static final List<String> VERSIONS =
      List.of("%d.%d", "%d.%drc1", "%d.%d.0beta2", "v%d.%da", "%d.%d+git20260101", "%d.%d~pre");

  private final Random random;
  private final Path parent;

  VariedPackages(long seed, Path parent) {
    this.random = new Random(seed);
    this.parent = parent;
  }

  /// What is to become one package.
  record Source(Path destdir, PackageProperties properties) {}

  List<Source> make(int count) throws IOException {
    var sources = new ArrayList<Source>();
    var pkgvers = new ArrayList<PkgVer>();
    for (int i = 0; i < count; i++) {
      pkgvers.add(pkgver(i));
    }
    for (int i = 0; i < count; i++) {
      sources.add(make(i, pkgvers));
    }
    return sources;
  }

  private PkgVer pkgver(int number) {
    String name = "p" + number + pick(List.of("", "-devel", "+x", "_y", ".z", "-1up"));
    String version = pick(VERSIONS).formatted(random.nextInt(30), random.nextInt(99));
    return PkgVer.parse(name + "-" + version + "_" + (1 + random.nextInt(12)));
  }

  private Source make(int number, List<PkgVer> pkgvers) throws IOException {
    PkgVer own = pkgvers.get(number);
    Path destdir = Files.createDirectories(parent.resolve("destdir-" + number));
    List<String> configuration = fill(number, destdir);
    String before = number == 0 ? "" : pkgvers.get(random.nextInt(number)).toString();
    PackageProperties properties =
        PackageProperties.of(own, random.nextInt(6) == 0 ? "noarch" : "x86_64", text(6).strip())
            .with("packaged-with", "a-builder-1")
            .with("homepage", "https://example.org/?a=1&b=" + number)
            .with("license", sometimes("GPL-2.0-or-later, custom:\"X & Y\""))
            .with("long_desc", sometimes(text(40) + "\n" + text(40) + "\n\n" + text(200)))
            .with("maintainer", sometimes("A Pérsön <person@example.org>"))
            .with("changelog", sometimes("https://example.org/changes?x=<1>"))
            .with("tags", sometimes("one two"))
            .with("build-options", sometimes("static ~debug"))
            .with("preserve", random.nextInt(5) == 0)
            .with("run_depends", number == 0 ? List.of() : depends(before))
            .with("conflicts", some("absent" + number + "x%d<1.0_1"))
            .with("replaces", some("old" + number + "x%d>=0"))
            .with("provides", some("virt" + number + "x%d-1.%d_1"))
            .with("reverts", some("99.%d_1"))
            .with("shlib-provides", List.of("libp%d.so.%d".formatted(number, number % 7)))
            .with("shlib-requires", number == 0 ? List.of() : requires(random.nextInt(number)))
            .with("conf_files", configuration);
    return new Source(destdir, alternatives(number, properties));
  }

  private List<String> depends(String pkgver) {
    PkgVer parsed = PkgVer.parse(pkgver);
    return List.of(
        switch (random.nextInt(4)) {
          case 0 -> pkgver;
          case 1 -> parsed.name() + ">=0";
          case 2 -> "%s>=%s<999".formatted(parsed.name(), parsed.version());
          default -> parsed.name() + "-[0-9v]*";
        });
  }

  private static List<String> requires(int number) {
    return List.of("libp%d.so.%d".formatted(number, number % 7));
  }

  private PackageProperties alternatives(int number, PackageProperties properties) {
    if (random.nextInt(5) != 0) {
      return properties;
    }
    Map<String, Object> groups = new TreeMap<>();
    groups.put("group" + number, List.of("/usr/bin/alt%d:/usr/bin/f%d".formatted(number, number)));
    return properties.with("alternatives", groups);
  }

  /// @return which of the files are configuration
  private List<String> fill(int number, Path destdir) throws IOException {
    Path bin = Files.createDirectories(destdir.resolve("usr/bin"));
    Path share = Files.createDirectories(destdir.resolve("usr/share/p" + number + "/é漢"));
    Files.writeString(bin.resolve("f" + number), text(50));
    byte[] content = new byte[random.nextInt(3) * random.nextInt(20_000)];
    random.nextBytes(content);
    Path data = Files.write(share.resolve("data & <more>"), content);
    if (random.nextInt(3) == 0) {
      Files.createLink(share.resolve("hard"), data);
      Files.createSymbolicLink(share.resolve("soft"), data.getFileName());
    }
    if (random.nextInt(4) == 0) {
      Files.createDirectories(destdir.resolve("var/lib/p" + number));
      Files.writeString(destdir.resolve("INSTALL"), "#!/bin/sh\nexit 0\n");
      Files.writeString(destdir.resolve("INSTALL.msg"), "Read <this> & that.\n");
      Files.writeString(destdir.resolve("REMOVE.msg"), "Gone.\n");
    }
    if (random.nextInt(3) != 0) {
      return List.of();
    }
    Files.createDirectories(destdir.resolve("etc"));
    Files.writeString(destdir.resolve("etc/p" + number + ".conf"), text(5));
    return List.of("/etc/p" + number + ".conf");
  }

  private String text(int words) {
    return String.join(" ", IntStream.range(0, words).mapToObj(_ -> pick(WORDS)).toList());
  }

  private String sometimes(String text) {
    return random.nextBoolean() ? text : "";
  }

  private List<String> some(String format) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(i -> format.formatted(i, random.nextInt(9)))
        .toList();
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
