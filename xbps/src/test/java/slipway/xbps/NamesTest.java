package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "foo-bar-1.0_1,  foo-bar, 1.0_1,     1",
    "foo-1.17_01_1,  foo,     1.17_01_1, 1",
    "foo-a1_1,       foo,     a1_1,      1",
    "foo-1.0-1_2,    foo-1.0, 1_2,       2",
    "cmd:x-1.2_3,    cmd:x,   1.2_3,     3",
    "foo-1__,        foo,     1__,       0",
  })
  void aPkgverIsSplitAtItsLastDash(String pkgver, String name, String version, int revision) {
    PkgVer parsed = PkgVer.parse(pkgver);
    assertThat(parsed).isEqualTo(new PkgVer(name, version)).hasToString(pkgver);
    assertThat(parsed.revision()).isEqualTo(revision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo-1.0",
        "foo",
        "foo-a_1",
        "foo-_1",
        "foo-1_",
        "foo-1.0_1a",
        "",
        "-1.0_1",
        "../etc/foo-1.0_1",
        ".foo-1.0_1",
        "foo bar-1.0_1",
        "foo-1.0/../x_1",
        "foo-1.0_9999999999"
      })
  void whatIsNoPkgverIsRefused(String text) {
    assertThatThrownBy(() -> PkgVer.parse(text)).isInstanceOf(XbpsFormatException.class);
  }

  @Test
  void aNameHasAtMost63Bytes() {
    assertThat(PkgVer.parse("x".repeat(63) + "-1_1").name()).hasSize(63);
    assertThatThrownBy(() -> PkgVer.parse("x".repeat(64) + "-1_1"))
        .hasMessageContaining("64 bytes; XBPS allows 63");
  }

  @ParameterizedTest
  @CsvSource({
    "foo-1.0_1.x86_64.xbps,          foo-1.0_1, x86_64",
    "foo-1.0_1.x86_64-musl.xbps,     foo-1.0_1, x86_64-musl",
    "foo-1.0_1.noarch.xbps,          foo-1.0_1, noarch",
    "/srv/repo/foo-1.0_1.noarch.xbps, foo-1.0_1, noarch",
  })
  void aPackageFileIsNamedAfterPkgverAndArchitecture(
      String fileName, String pkgver, String architecture) {
    PackageFileName parsed = PackageFileName.parse(fileName);
    assertThat(parsed).isEqualTo(new PackageFileName(PkgVer.parse(pkgver), architecture));
    assertThat(fileName).endsWith(parsed.toString());
    assertThat(parsed.signatureName()).isEqualTo(parsed + ".sig2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo-1.0.x86_64.xbps",
        "foo-1.0_1.xbps",
        "foo-1.0_1.x86_64.xbps.sig2",
        ".xbps",
        "xbps",
        "",
        "foo-1.0_1..xbps",
        "foo-1.0_1.x86 64.xbps"
      })
  void whatIsNoPackageFileNameIsRefused(String fileName) {
    assertThatThrownBy(() -> PackageFileName.parse(fileName))
        .isInstanceOf(XbpsFormatException.class);
  }
}
