package slipway.catalog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.catalog.CatalogSnapshot;

/// Some packages of the real tree, against the real `xbps-src dbulk-dump`, natively, for musl and
/// cross.
///
/// It needs the xbps tools on the PATH, and `SLIPWAY_VOID_PACKAGES`, which names a git repository
/// of void-packages. `-Dslipway.exactness.packages=N` compares more than a few.
class ExactnessTest {
  private static final String VOID_PACKAGES = "SLIPWAY_VOID_PACKAGES";
  private static final int PACKAGES = Integer.getInteger("slipway.exactness.packages", 5);
  private static final long SEED = Long.getLong("slipway.seed", 1);

  @TempDir Path directory;

  @Test
  void everyFieldIsWhatTheRealXbpsSrcSays() throws IOException {
    String repository = System.getenv().getOrDefault(VOID_PACKAGES, "");
    assumeTrue(
        !repository.isEmpty(), VOID_PACKAGES + " does not name a git repository of void-packages");
    assumeTrue(CatalogBench.canCompare(), "xbps-uhelper and its sisters are not in PATH");
    List<String> names = extract(repository, directory.resolve("tree"));
    String tree = directory.resolve("tree").toString();
    var config = CatalogConfig.of(tree, CatalogBench.COMPARED_TARGETS, directory.resolve("cache"));
    try (Catalog catalog = Catalog.open(config)) {
      String head = catalog.resolve("HEAD");
      XbpsSrc real = XbpsSrc.checkOut(tree, head, directory);
      Exactness.Result same = compare(real, catalog.at(head));

      assertThat(same.differences()).as("packages of seed " + SEED).isEmpty();
      assertThat(same.compared()).isEqualTo(3 * names.size());

      append("\nmakedepends+=\" another\"\n", names.getFirst());
      Exactness.Result other = compare(real, catalog.at(catalog.resolve("HEAD")));
      assertThat(other.differences())
          .as("a comparison that sees what differs")
          .isNotEmpty()
          .allMatch(difference -> difference.startsWith(names.getFirst() + " for "));
    }
  }

  private static Exactness.Result compare(XbpsSrc real, CatalogSnapshot snapshot)
      throws IOException {
    return new Exactness(real)
        .compare(snapshot, CatalogBench.COMPARED_TARGETS, Integer.MAX_VALUE, SEED);
  }

  /// Commits xbps-src and some packages of the newest commit into a repository of their own.
  ///
  /// @return the packages; the first is good for every target
  private List<String> extract(String repository, Path tree) throws IOException {
    String list = run(directory, "git -C \"$1\" ls-tree HEAD:srcpkgs", repository);
    var names = new ArrayList<String>();
    for (String line : list.split("\n", -1)) {
      if (line.startsWith("040000 ")) {
        names.add(line.substring(line.indexOf('\t') + 1));
      }
    }
    assertThat(names).contains("zlib");
    Collections.shuffle(names, new Random(SEED));
    names.remove("zlib");
    names.addFirst("zlib");
    List<String> some = List.copyOf(names.subList(0, PACKAGES));
    Files.createDirectories(tree);
    run(
        tree,
        "git -C \"$1\" archive HEAD xbps-src common etc $2 | tar x && git init -q && " + COMMIT,
        repository,
        "srcpkgs/" + String.join(" srcpkgs/", some));
    return some;
  }

  private static final String COMMIT =
      "git add --all --force && git -c user.name=t -c user.email=t@example.org commit -qm test";

  private void append(String text, String name) throws IOException {
    run(
        directory.resolve("tree"),
        "printf '%s' \"$1\" >>\"srcpkgs/$2/template\" && " + COMMIT,
        text,
        name);
  }

  private static String run(Path directory, String script, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("bash", "-c", "set -o pipefail; " + script, "test"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
