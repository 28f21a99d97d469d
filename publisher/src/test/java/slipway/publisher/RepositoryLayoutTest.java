package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "x86_64,       '',        curl,            ''",
    "x86_64,       main,      curl,            ''",
    "i686,         nonfree,   unrar,           nonfree",
    "armv7l,       bootstrap, base-chroot,     bootstrap",
    "x86_64,       '',        curl-dbg,        debug",
    "x86_64-musl,  '',        curl,            musl",
    "armv6l-musl,  nonfree,   unrar,           musl/nonfree",
    "x86_64-musl,  '',        curl-dbg,        musl/debug",
    "aarch64,      '',        curl,            aarch64",
    "aarch64-musl, bootstrap, base-chroot,     aarch64/bootstrap",
    "i686,         '',        curl-32bit,      multilib",
    "i686,         nonfree,   nvidia-32bit,    multilib/nonfree",
    "x86_64,       '',        strange-32bit,   ''",
  })
  void packagesGoWhereVoidHasThem(
      String architecture, String repository, String pkgname, String directory) {
    assertThat(RepositoryLayout.directoryOf(architecture, repository, pkgname))
        .isEqualTo(directory);
    assertThat(RepositoryLayout.directories()).contains(directory);
  }

  @Test
  void thirtyTwoBitPackagesAreListedForTheSystemsThatUseThem() {
    assertThat(RepositoryLayout.placeOf("i686", "", "curl-32bit"))
        .isEqualTo(new IndexPlace("multilib", "x86_64"))
        .hasToString("multilib/x86_64-repodata");
  }

  @Test
  void aRepositoryThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> RepositoryLayout.directoryOf("x86_64", "../../etc", "curl"))
        .hasMessageContaining("no repository \"../../etc\"");
  }
}
