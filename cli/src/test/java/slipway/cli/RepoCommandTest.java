package slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RsaSigner;

class RepoCommandTest {
  private static final RsaSigner SIGNER = RsaSigner.generate(2048);

  @TempDir private Path directory;
  private String repository = "";
  private String key = "";

  @BeforeEach
  void makeARepository() throws IOException {
    repository = directory.resolve("repository").toString();
    key = directory.resolve("key.pem").toString();
    Files.writeString(Path.of(key), SIGNER.privateKeyPem());
    assertThat(
            run("repo", "init", "--key", key, "--signed-by", "Me", "-a", "x86_64", repository)
                .out())
        .contains("is a repository for x86_64", SIGNER.fingerprint());
  }

  /// What a command answered and printed.
  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Slipway.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Ran(exit, out.toString(), err.toString());
  }

  private String packaged(String pkgver, String property, String value) throws IOException {
    PkgVer parsed = PkgVer.parse(pkgver);
    Path destdir = Files.createTempDirectory(directory, "destdir");
    Path file = destdir.resolve("usr/bin/" + parsed.name());
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, pkgver);
    PackageProperties properties =
        PackageProperties.of(parsed, "x86_64", "The package " + parsed.name())
            .with(property, List.of(value));
    Path built = Files.createTempDirectory(directory, "built");
    return PackageWriter.write(destdir, properties, Instant.EPOCH, built).toString();
  }

  @Test
  void aRepositoryIsMadeExtendedCheckedAndMirroredWithoutAFarm() throws IOException {
    String zlib = packaged("zlib-1.0_1", "shlib-provides", "libz.so.1");
    String curl = packaged("curl-8.0_1", "shlib-requires", "libz.so.1");
    assertThat(run("repo", "add", "--key", key, repository, zlib, curl).out())
        .contains("zlib-1.0_1: added", "curl-8.0_1: added");
    assertThat(run("repo", "add", "--key", key, repository, zlib).out()).contains("already there");
    assertThat(run("repo", "list", repository).out().lines())
        .containsExactly("curl-8.0_1", "zlib-1.0_1");
    assertThat(run("repo", "verify", repository))
        .isEqualTo(new Ran(0, "2 packages looked at, 0 faults: every client can use it\n", ""));
    assertThat(run("repo", "search", repository, "ZLIB").out()).contains("The package zlib");
    assertThat(run("repo", "files", repository, "curl").out()).isEqualTo("/usr/bin/curl\n");
    assertThat(run("repo", "files", "--owner", "curl", repository).out())
        .isEqualTo("curl-8.0_1: /usr/bin/curl\n");
    String mirror = directory.resolve("mirror").toString();
    assertThat(run("repo", "sync", repository, mirror).exit()).isZero();
    assertThat(run("repo", "verify", mirror).exit()).isZero();
  }

  @Test
  void imagesAreSignedForMinisignAndTheirChecksumsToo() throws IOException {
    String secret =
        Files.writeString(
                directory.resolve("minisign.key"),
                """
                untrusted comment: of no use to anybody
                RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAjE9Ck/7wgDDVln1udGxeGipqWN1dpMzyOweApyT1Z+8cex8SlJusMFxVB5F96b3BAvIj8TTl+45L/BHt+F76VpiVb+Y+kNQ4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                """)
            .toString();
    String image = Files.writeString(directory.resolve("image.iso"), "an image").toString();
    String list = directory.resolve("sha256sum.txt").toString();
    String known = "RWSMT0KT/vCAMFxVB5F96b3BAvIj8TTl+45L/BHt+F76VpiVb+Y+kNQ4";
    assertThat(run("repo", "minisign", "--key", secret, image).out())
        .contains("image.iso.minisig", "minisign -Vm " + image + " -P " + known);
    assertThat(run("repo", "minisign", "--key", secret, "--checksums", list, image).exit())
        .isZero();
    assertThat(Files.readString(Path.of(list))).matches("SHA256 \\(image.iso\\) = [0-9a-f]{64}\n");
    assertThat(run("repo", "minisign", "--verify", known, image, list).out())
        .contains("signed by 3080F0FE93424F8C: timestamp:", "file:sha256sum.txt hashed");
    Files.writeString(Path.of(image), "another");
    assertThat(run("repo", "minisign", "--verify", known, image))
        .satisfies(ran -> assertThat(ran.exit()).isEqualTo(1))
        .satisfies(ran -> assertThat(ran.err()).contains("is not what"));
    assertThat(run("repo", "minisign", image).err())
        .contains("Name either --key, to sign, or --verify.");
  }

  @Test
  void aNewLibraryWaitsForItsUsersAndARemovalForNobodysNeed() throws IOException {
    String zlib = packaged("zlib-1.0_1", "shlib-provides", "libz.so.1");
    String curl = packaged("curl-8.0_1", "shlib-requires", "libz.so.1");
    run("repo", "add", "--key", key, repository, zlib, curl);
    String newer = packaged("zlib-2.0_1", "shlib-provides", "libz.so.2");
    assertThat(run("repo", "add", "--key", key, repository, newer).out())
        .contains("zlib-2.0_1: staged", "curl-8.0_1 still needs libz.so.1");
    assertThat(run("repo", "release", repository).exit()).isOne();
    String rebuilt = packaged("curl-8.0_2", "shlib-requires", "libz.so.2");
    assertThat(run("repo", "add", "--key", key, "--json", repository, rebuilt).out())
        .contains("\"released\":[\"curl-8.0_2\",\"zlib-2.0_1\"]", "\"pkgver\":\"curl-8.0_2\"");
    assertThat(run("repo", "remove", repository, "zlib"))
        .satisfies(ran -> assertThat(ran.exit()).isOne())
        .satisfies(ran -> assertThat(ran.out()).contains("curl-8.0_2 needs libz.so.2"));
    assertThat(run("repo", "rollback", repository).out())
        .contains("restored zlib-1.0_1", "withdrawn zlib-2.0_1");
    assertThat(run("repo", "remove", "--force", repository, "zlib", "curl").exit()).isZero();
    assertThat(run("repo", "clean", "--grace", "0s", repository).out())
        .contains("deleted zlib-1.0_1.x86_64.xbps");
    assertThat(run("repo", "verify", repository).exit()).isZero();
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    String zlib = packaged("zlib-1.0_1", "shlib-provides", "libz.so.1");
    assertThat(run("repo", "add", repository, zlib).err())
        .contains("no private key was given")
        .hasLineCount(1);
    assertThat(run("repo", "add", "--key", "/nowhere.pem", repository, zlib).err())
        .contains("There is no signing key at /nowhere.pem");
    assertThat(run("repo", "list", directory.resolve("none").toString()).err())
        .contains("There is no repository at");
    Files.write(Path.of(zlib), new byte[] {1, 2, 3});
    assertThat(run("repo", "add", "--key", key, repository, zlib).err())
        .contains("zlib-1.0_1.x86_64.xbps refused");
    assertThat(run("repo", "--help").out()).contains("rollback", "sync");
  }

  @Test
  void aNewKeySignsEverythingAnew() throws IOException {
    String zlib = packaged("zlib-1.0_1", "shlib-provides", "libz.so.1");
    run("repo", "add", "--key", key, repository, zlib);
    RsaSigner other = RsaSigner.generate(2048);
    String second = directory.resolve("second.pem").toString();
    Files.writeString(Path.of(second), other.privateKeyPem());
    assertThat(run("repo", "sign", "--key", second, repository).out())
        .contains("1 packages are signed");
    assertThat(run("repo", "verify", repository).exit()).isZero();
  }
}
