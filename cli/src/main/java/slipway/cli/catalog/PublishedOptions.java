package slipway.cli.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import slipway.catalog.Catalog;
import slipway.catalog.plan.Published;
import slipway.cli.Failure;
import slipway.xbps.PkgVer;
import slipway.xbps.Repodata;
import slipway.xbps.Version;

/// What the tree is compared with.
final class PublishedOptions {
  private static final String SUFFIX = "-repodata";
  private static final int DEPTH_MAX = 6;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      description = "a folder of XBPS repositories, at any depth; may be given several times")
  private List<Path> repositories = List.of();

  @Option(
      names = "--base",
      paramLabel = "C",
      defaultValue = "",
      description = "instead: take everything of this commit as published")
  private String base = "";

  /// By architecture and binary package, the newest pkgver that is there.
  Map<String, Map<String, String>> read(Catalog catalog) throws IOException {
    if (!base.isEmpty()) {
      if (!repositories.isEmpty()) {
        throw new Failure("--base and --repository exclude each other: give one of both.");
      }
      return Published.everythingOf(catalog.at(catalog.resolve(base)));
    }
    Map<String, Map<String, String>> published = new HashMap<>();
    for (Path repository : repositories) {
      try (Stream<Path> files =
          Files.find(
              repository,
              DEPTH_MAX,
              (file, is) -> is.isRegularFile() && file.toString().endsWith(SUFFIX))) {
        for (Path file : files.sorted().toList()) {
          add(file, published);
        }
      }
    }
    return published;
  }

  private static void add(Path file, Map<String, Map<String, String>> published)
      throws IOException {
    String name = file.getFileName().toString();
    String architecture = name.substring(0, name.length() - SUFFIX.length());
    Map<String, String> there = published.computeIfAbsent(architecture, _ -> new HashMap<>());
    Repodata.read(file)
        .merged()
        .forEach((binary, entry) ->
            there.merge(binary, entry.pkgver().toString(), PublishedOptions::newer));
  }

  private static String newer(String one, String other) {
    return Version.compare(PkgVer.parse(one).version(), PkgVer.parse(other).version()) >= 0
        ? one
        : other;
  }
}
