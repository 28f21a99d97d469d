package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageDifferencesTest {
  private static final PackageProperties PROPERTIES =
      PackageProperties.of(PkgVer.parse("foo-1.0_1"), "x86_64", "Foo");

  @TempDir private Path directory;
  private int count;

  @BeforeEach
  void fill() throws IOException {
    Path destdir = destdir();
    Files.createDirectories(destdir.resolve("usr/bin"));
    Files.writeString(destdir.resolve("usr/bin/foo"), "foo");
    Files.createSymbolicLink(destdir.resolve("usr/bin/bar"), Path.of("foo"));
    Files.writeString(destdir.resolve("INSTALL"), "#!/bin/sh\n");
  }

  private Path destdir() {
    return directory.resolve("destdir");
  }

  private Path pack(PackageProperties properties, Instant time) throws IOException {
    Path out = Files.createDirectory(directory.resolve("out" + count++));
    return PackageWriter.write(destdir(), properties, time, out);
  }

  @Test
  void whenWhereAndByWhatItWasBuiltIsNoDifference() throws IOException {
    Path one = pack(PROPERTIES.with("build-date", "Monday"), Instant.EPOCH);
    Path other =
        pack(
            PROPERTIES.with("packaged-with", "another").with("source-revisions", "foo:abc"),
            Instant.EPOCH.plusSeconds(60));
    assertThat(Files.mismatch(one, other)).isNotNegative();
    assertThat(PackageDifferences.between(one, other)).isEmpty();
  }

  @Test
  void everythingElseIs() throws IOException {
    Path destdir = destdir();
    Path one = pack(PROPERTIES, Instant.EPOCH);
    Files.setPosixFilePermissions(
        destdir.resolve("usr/bin/foo"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.delete(destdir.resolve("usr/bin/bar"));
    Files.createSymbolicLink(destdir.resolve("usr/bin/bar"), Path.of("baz"));
    Files.writeString(destdir.resolve("INSTALL"), "#!/bin/sh\nexit 1\n");
    Files.writeString(destdir.resolve("usr/bin/new"), "new");
    Path other = pack(PROPERTIES.with("run_depends", List.of("libc>=1")), Instant.EPOCH);
    assertThat(PackageDifferences.between(one, other))
        .containsExactly(
            "INSTALL",
            "property installed_size",
            "property run_depends",
            "usr/bin/bar",
            "usr/bin/foo",
            "usr/bin/new");
  }
}
