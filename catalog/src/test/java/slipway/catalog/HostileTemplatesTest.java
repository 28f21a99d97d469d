package slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import slipway.catalog.Problem.Kind;
import slipway.catalog.commands.CatalogCommands;
import slipway.catalog.commands.Format;

/// Templates that mean harm, or are simply wrong, evaluated by the real bash: each is a problem
/// with a name, and the package beside it is evaluated all the same.
class HostileTemplatesTest {
  private static final Target TARGET = Target.parse("x86_64");
  private static final EvaluationLimits LIMITS =
      new EvaluationLimits(Duration.ofSeconds(1), Duration.ofSeconds(10), 64L << 20, 1L << 20, 64);

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a syntax error                     | if true; then                                | syntax error | :9
          an endless loop                    | while :; do :; done                          | processor time |
          a flood of output                  | printf -v x %65536s; while :; do echo "$x"; done | prints more than 1024 KiB |
          an endless variable                | x=y; while :; do x=$x$x; done                | MiB of memory |
          an exit at the top level           | exit 0                                       | it calls exit 0 | :8
          a last command that fails          | [ -n "" ]                                    | last command of the file failed |
          an unset version                   | version=                                     | version is not set |
          a dash in the version              | version=1-2                                  | holds a dash |
          a revision that is no number       | revision=one                                 | not a number |
          another package's name             | pkgname=zlib                                 | pkgname is "zlib" in the directory evil |
          a version in a build dependency    | makedepends="good>=1"                        | names a version |
          a process left behind              | sleep 100 &                                  | in the background |
          an error of its own                | msg_error "no such luck"                     | no such luck | :8
          """)
  void isANamedProblemAndStopsNobodyElse(
      String name, String line, String what, @org.jspecify.annotations.Nullable String where)
      throws IOException {
    CatalogSnapshot snapshot = evaluate(line);

    PackageDefinition evil = snapshot.target(TARGET).find("evil").orElseThrow();
    assertThat(evil.availability()).isInstanceOf(Availability.Broken.class);
    assertThat(snapshot.problems()).hasSize(1);
    Problem problem = snapshot.problems().getFirst();
    assertThat(problem.packageName()).isEqualTo("evil");
    assertThat(problem.kind()).isEqualTo(Kind.BROKEN_TEMPLATE);
    assertThat(problem.what()).contains(what);
    assertThat(problem.where()).startsWith("srcpkgs/evil/template");
    if (where != null) {
      assertThat(problem.where()).endsWith(where);
    }
    assertGoodIsGood(snapshot);
  }

  @Test
  void aForkBombIsStopped() throws IOException {
    assumeTrue(hasBubblewrap());
    CatalogSnapshot snapshot = evaluate("bomb() { bomb | bomb & }; bomb");

    assertThat(snapshot.problems()).hasSize(1);
    assertThat(snapshot.problems().getFirst().kind()).isEqualTo(Kind.BROKEN_TEMPLATE);
    assertThat(snapshot.problems().getFirst().what()).containsAnyOf("processes", "background");
    assertGoodIsGood(snapshot);
  }

  @Test
  void filesOfTheMachineAreOutOfReach() throws IOException {
    assumeTrue(hasBubblewrap());
    CatalogSnapshot snapshot = evaluate("broken=\"$(cat /etc/passwd)\"; distfiles=");

    assertThat(snapshot.problems()).hasSize(1);
    assertThat(snapshot.problems().getFirst().kind()).isEqualTo(Kind.NOISY_TEMPLATE);
    assertThat(snapshot.problems().getFirst().what()).contains("/etc/passwd: No such file");
    assertThat(snapshot.target(TARGET).find("evil").orElseThrow().template().broken()).isEmpty();
    assertGoodIsGood(snapshot);
  }

  @Test
  void theNetworkIsOutOfReach() throws IOException {
    assumeTrue(hasBubblewrap());
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CatalogSnapshot snapshot =
          evaluate("exec 5<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " || :");

      assertThat(snapshot.problems()).hasSize(1);
      assertThat(snapshot.problems().getFirst().what()).contains("/dev/tcp/127.0.0.1/");
      assertGoodIsGood(snapshot);
    }
  }

  @Test
  void theTreeIsReadOnly() throws IOException {
    assumeTrue(hasBubblewrap());
    CatalogSnapshot snapshot =
        evaluate("echo version=6 >>\"${BASH_SOURCE[0]%evil/*}good/template\" || :");

    assertThat(snapshot.problems()).hasSize(1);
    assertThat(snapshot.problems().getFirst().what())
        .containsAnyOf("Permission denied", "Read-only file system");
    assertGoodIsGood(snapshot);
  }

  @Test
  void oddNamesAndLinksThatLeaveTheTreeAreNamed() throws IOException {
    var tree = new TreeFixture(directory.resolve("tree")).template("good");
    tree.file("srcpkgs/$(touch x)/template", "pkgname=x\n").file("srcpkgs/a file", "text\n");
    tree.file("srcpkgs/hollow/README", "nothing here\n");
    tree.link("passwd", "../../../../etc/passwd").link("loop", "pool").link("pool", "loop");
    tree.link("evil-template", "good/template");
    CatalogSnapshot snapshot = evaluate(tree);

    assertThat(snapshot.problems())
        .extracting(Problem::packageName)
        .containsExactly(
            "$(touch x)", "a file", "evil-template", "hollow", "loop", "passwd", "pool");
    assertThat(snapshot.problems()).allMatch(problem -> problem.kind() == Kind.BAD_ENTRY);
    assertGoodIsGood(snapshot);
  }

  @Test
  void aTemplateThatIsALinkIsNotFollowed() throws IOException {
    var tree = new TreeFixture(directory.resolve("tree")).template("good");
    Files.createDirectories(directory.resolve("tree/srcpkgs/evil"));
    Files.createSymbolicLink(
        directory.resolve("tree/srcpkgs/evil/template"), Path.of("/etc/passwd"));
    CatalogSnapshot snapshot = evaluate(tree);

    assertThat(snapshot.problems())
        .extracting(Problem::what)
        .containsExactly("its template is not a regular file");
    assertGoodIsGood(snapshot);
  }

  @Test
  void aSubpackageOfTwoPackagesIsNamed() throws IOException {
    var tree =
        new TreeFixture(directory.resolve("tree")).template("good", "shared_package() { :; }");
    tree.template("evil", "shared_package() { :; }").link("shared", "good");
    CatalogSnapshot snapshot = evaluate(tree);

    assertThat(snapshot.problems())
        .extracting(Problem::packageName, Problem::what)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "evil", "the subpackage shared belongs to good already"));
    assertGoodIsGood(snapshot);
  }

  @Test
  void catalogCheckHasALineForEachOfThem() throws IOException {
    assumeTrue(hasBubblewrap());
    var tree =
        new TreeFixture(directory.resolve("tree")).template("good", "shared_package() { :; }");
    tree.link("shared", "good").link("leaves", "../../../etc/passwd");
    tree.file("srcpkgs/odd name/template", "pkgname=x\n");
    tree.template("syntax", "if true; then").template("endless", "while :; do :; done");
    tree.template("bomb", "bomb() { bomb | bomb & }; bomb").template("ends", "exit 0");
    tree.template("flood", "printf -v x %65536s; while :; do echo \"$x\"; done");
    tree.template("curious", "short_desc+=$(cat /etc/passwd)", ":");
    tree.template("caller", "exec 5<>/dev/tcp/127.0.0.1/9 || :");
    tree.template("selfish", "makedepends=selfish").template("thief", "shared_package() { :; }");
    var written = new StringBuilder();
    boolean fatal =
        new CatalogCommands(evaluate(tree), Format.TSV, written).check(Optional.empty());

    assertThat(fatal).isTrue();
    assertThat(written.toString().lines().skip(1))
        .extracting(line -> String.join(" ", List.of(line.split("\t", -1)).subList(0, 3)))
        .containsExactly(
            "bomb error broken_template",
            "caller warning noisy_template",
            "curious warning noisy_template",
            "endless error broken_template",
            "ends error broken_template",
            "flood error broken_template",
            "leaves warning bad_entry",
            "odd name warning bad_entry",
            "selfish warning self_dependency",
            "syntax error broken_template",
            "thief warning subpackage");
  }

  private CatalogSnapshot evaluate(String line) throws IOException {
    var tree = new TreeFixture(directory.resolve("tree"));
    return evaluate(tree.template("evil", line).template("good"));
  }

  private CatalogSnapshot evaluate(TreeFixture tree) throws IOException {
    String commit = tree.commit();
    var config =
        new CatalogConfig(
            tree.directory().toString(), List.of(TARGET), directory.resolve("cache"), LIMITS, 2);
    try (var catalog = Catalog.open(config)) {
      return catalog.at(commit);
    }
  }

  private static void assertGoodIsGood(CatalogSnapshot snapshot) {
    assertThat(snapshot.target(TARGET).find("good").orElseThrow())
        .satisfies(good -> assertThat(good.availability().isBuildable()).isTrue())
        .satisfies(good -> assertThat(good.pkgver()).isEqualTo("good-1.0_1"));
  }

  private static boolean hasBubblewrap() {
    return List.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap").stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }
}
