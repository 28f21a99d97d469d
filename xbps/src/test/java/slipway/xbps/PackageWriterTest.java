package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageWriterTest {
  private static final Instant MTIME = Instant.parse("2026-05-04T03:02:01Z");
  private static final PackageProperties PROPERTIES =
      TestPackages.properties().with("conf_files", List.of("/etc/foo.conf"));

  @TempDir private Path directory;
  private Path destdir;

  @BeforeEach
  void stage() throws IOException {
    destdir = directory.resolve("destdir");
    Files.createDirectories(destdir.resolve("usr/bin"));
    Files.createDirectories(destdir.resolve("etc"));
    Files.createDirectories(destdir.resolve("var/empty"));
    Files.writeString(destdir.resolve("usr/bin/foo"), "foo\n");
    Files.setPosixFilePermissions(
        destdir.resolve("usr/bin/foo"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createLink(destdir.resolve("usr/bin/goo"), destdir.resolve("usr/bin/foo"));
    Files.createSymbolicLink(destdir.resolve("usr/bin/bar"), Path.of("foo"));
    Files.createSymbolicLink(destdir.resolve("usr/bin/up"), Path.of("../../etc/foo.conf"));
    Files.writeString(destdir.resolve("etc/foo.conf"), "");
    Files.writeString(destdir.resolve("INSTALL"), "#!/bin/sh\n");
    Files.writeString(destdir.resolve("INSTALL.msg"), "hello");
  }

  @Test
  void aStagedDirectoryBecomesAPackage() throws IOException {
    Path file = PackageWriter.write(destdir, PROPERTIES, MTIME, directory);
    assertThat(file).hasFileName("foo-1.0_1.x86_64.xbps");
    PackageFile read = PackageFile.read(file);
    assertThat(read.properties().installedSize()).isEqualTo(4);
    assertThat((byte[]) read.properties().dictionary().get("install-msg"))
        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(read.contents().files())
        .extracting(
            PackageContents.RegularFile::path,
            PackageContents.RegularFile::sizeBytes,
            PackageContents.RegularFile::configuration)
        .containsExactly(
            tuple("/usr/bin/foo", 4L, false),
            tuple("/usr/bin/goo", 4L, false),
            tuple("/etc/foo.conf", 0L, true));
    assertThat(read.contents().links())
        .extracting(PackageContents.Link::path, PackageContents.Link::target)
        .containsExactly(
            tuple("/usr/bin/bar", "/usr/bin/foo"), tuple("/usr/bin/up", "/etc/foo.conf"));
    assertThat(read.contents().directories())
        .containsExactly("/etc", "/usr", "/usr/bin", "/var", "/var/empty");
  }

  @Test
  void theSameDirectoryGivesTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(PackageWriter.write(destdir, PROPERTIES, MTIME, directory));
    Files.setLastModifiedTime(destdir.resolve("usr/bin/foo"), FileTime.fromMillis(0));
    byte[] second = Files.readAllBytes(PackageWriter.write(destdir, PROPERTIES, MTIME, directory));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void longNamesAndLargeTreesReadBack() throws IOException {
    Path deep = destdir.resolve("usr/share/" + "d".repeat(120) + "/" + "é".repeat(90));
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("x".repeat(200)), "deep");
    Files.createSymbolicLink(deep.resolve("link"), Path.of("x".repeat(200)));
    PackageFile read = PackageFile.read(PackageWriter.write(destdir, PROPERTIES, MTIME, directory));
    assertThat(read.contents().files()).hasSize(4);
    Path root = Files.createDirectory(directory.resolve("root"));
    PackageFile.extract(directory.resolve("foo-1.0_1.x86_64.xbps"), root);
    assertThat(root.resolve(destdir.relativize(deep)).resolve("link")).hasContent("deep");
  }

  @Test
  void whatNoPackageMayHoldIsRefused() throws IOException, InterruptedException {
    Path fifo = destdir.resolve("usr/fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> PackageWriter.write(destdir, PROPERTIES, MTIME, directory))
        .isInstanceOf(XbpsFormatException.class)
        .hasMessageContaining("/usr/fifo");
    assertThatThrownBy(
            () -> PackageWriter.write(directory.resolve("none"), PROPERTIES, MTIME, directory))
        .hasMessageContaining("nothing to pack");
  }
}
