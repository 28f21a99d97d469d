package slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tree that the demo builds: templates alone, without the files of xbps-src.
class SampleTreeTest {
  private static final Path SAMPLE = Path.of("..", "sample");
  private static final Target GLIBC = Target.parse("x86_64");
  private static final Target MUSL = Target.parse("x86_64-musl");

  @TempDir Path directory;

  @Test
  void everySamplePackageIsBuildableOnGlibcAndAllButThoseInCppOnMusl() throws IOException {
    var tree = new TreeFixture(directory.resolve("tree"));
    copy(SAMPLE.resolve("srcpkgs"), directory.resolve("tree/srcpkgs"));
    String first = tree.commit();
    try (var catalog = open(tree)) {
      CatalogSnapshot snapshot = catalog.at(first);

      assertThat(snapshot.problems()).isEmpty();
      assertThat(snapshot.packages(GLIBC).values()).allMatch(p -> p.availability().isBuildable());
      assertThat(snapshot.packages(MUSL).values())
          .filteredOn(p -> !p.availability().isBuildable())
          .extracting(PackageDefinition::name)
          .containsExactly("manifest", "stowage");
      PackageDefinition libchart = snapshot.target(GLIBC).find("libchart").orElseThrow();
      assertThat(libchart.hostDependencies()).containsExactly("tablesmith");
      assertThat(libchart.targetDependencies()).containsExactly("libknot");
      assertThat(snapshot.target(GLIBC).binaryPackages("libchart"))
          .containsExactly("libchart", "libchart-data", "libchart-devel");
      assertThat(snapshot.target(GLIBC).sourceOf("libchart-devel")).contains("libchart");
      assertThat(snapshot.target(MUSL).find("harbour").orElseThrow().targetDependencies())
          .doesNotContain("stowage")
          .contains("tidetable");

      copy(SAMPLE.resolve("pushes/02-spring-tides/srcpkgs"), directory.resolve("tree/srcpkgs"));
      String second = tree.commit();
      assertThat(catalog.changed(first, second))
          .containsExactly("libpilot", "libtide", "tidetable");
      assertThat(catalog.at(second).target(GLIBC).find("libtide").orElseThrow().version())
          .isEqualTo("2.0.0");
    }
  }

  private Catalog open(TreeFixture tree) throws IOException {
    return Catalog.open(
        CatalogConfig.of(
            tree.directory().toString(), List.of(GLIBC, MUSL), directory.resolve("cache")));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path goal = to.resolve(from.relativize(file));
            if (Files.isSymbolicLink(file)) {
              Files.deleteIfExists(goal);
              Files.createSymbolicLink(goal, Files.readSymbolicLink(file));
            } else {
              Files.copy(file, goal, StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
