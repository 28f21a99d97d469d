package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarWriter;

class PackageFileTest {
  @TempDir private Path directory;

  private static TestPackages sound() {
    return new TestPackages()
        .promise("/usr/bin/foo", "foo")
        .metadata()
        .file("./usr/bin/foo", "foo");
  }

  /// What each hostile or broken package does, and a piece of the answer.
  static Stream<Arguments> badPackages() {
    return Stream.of(
        bad("no metadata at all", new TestPackages(), "there is no ./props.plist"),
        bad(
            "a file before the metadata",
            new TestPackages().file("./usr/x", "x").metadata(),
            "stands where only"),
        bad(
            "metadata without ./",
            new TestPackages().file("props.plist", "<plist><dict/></plist>"),
            "must begin with ./"),
        bad("a file without ./", sound().file("usr/bin/x", "x"), "must begin with ./"),
        bad("a way up", sound().file("./usr/../../etc/passwd", "x"), "no . and no .."),
        bad("an absolute name", sound().file("/etc/passwd", "x"), "must begin with ./"),
        bad(
            "a hard link to outside",
            sound().link(TarEntry.Type.HARD_LINK, "./x", "/etc/passwd"),
            "must begin with ./"),
        bad(
            "a hard link to nothing",
            sound().link(TarEntry.Type.HARD_LINK, "./x", "./y"),
            "no file before it"),
        bad(
            "a file below a link",
            sound().link(TarEntry.Type.SYMBOLIC_LINK, "./lib", "/etc").file("./lib/passwd", "x"),
            "which is no directory"),
        bad("the same file twice", sound().file("./usr/bin/foo", "foo"), "is there twice"),
        bad(
            "a directory member",
            sound().link(TarEntry.Type.DIRECTORY, "./usr/share", ""),
            "neither a file nor a link"),
        bad(
            "a device",
            sound().link(TarEntry.Type.OTHER, "./dev/null", ""),
            "neither a file nor a link"),
        bad("a file nobody promised", sound().file("./usr/bin/bar", "bar"), "does not list"),
        bad(
            "a promised file missing",
            new TestPackages().promise("/usr/bin/foo", "foo").metadata(),
            "promises /usr/bin/foo"),
        bad(
            "other content than promised",
            new TestPackages()
                .promise("/usr/bin/foo", "foo")
                .metadata()
                .file("./usr/bin/foo", "bar"),
            "promises /usr/bin/foo"),
        bad(
            "a promised link missing",
            new TestPackages().promiseLink("/usr/lib/x.so", "/usr/lib/x.so.1").metadata(),
            "in vain"),
        bad(
            "properties twice",
            new TestPackages().file("./props.plist", PROPS).metadata(),
            "once each"),
        bad(
            "properties that are none",
            new TestPackages().file("./props.plist", "hello"),
            "property list"),
        bad(
            "properties without a version",
            new TestPackages()
                .file(
                    "./props.plist",
                    "<plist><dict><key>pkgver</key><string>foo-1.0_1</string></dict></plist>"),
            "is missing"));
  }

  private static final String PROPS =
      new String(TestPackages.properties().toPropertyList(), StandardCharsets.UTF_8);

  private static Arguments bad(String name, TestPackages hostile, String answer) {
    return Arguments.of(name, hostile, answer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPackages")
  void aBadPackageIsRefusedWithItsReason(String name, TestPackages hostile, String answer)
      throws IOException {
    Path file = hostile.write(directory);
    assertThatThrownBy(() -> PackageFile.read(file))
        .isInstanceOf(XbpsFormatException.class)
        .hasMessageContaining(answer)
        .hasMessageContaining("foo-1.0_1.x86_64.xbps");
    Path root = Files.createDirectory(directory.resolve("root"));
    assertThatThrownBy(() -> PackageFile.extract(file, root))
        .isInstanceOf(XbpsFormatException.class);
  }

  enum Packed {
    ZSTD,
    XZ,
    GZIP,
    BZIP2,
    LZ4,
    NOT;

    OutputStream open(OutputStream out) throws IOException {
      return switch (this) {
        case ZSTD -> Compression.pack(out);
        case XZ -> new XZOutputStream(out, new LZMA2Options(1));
        case GZIP -> new GZIPOutputStream(out);
        case BZIP2 -> new BZip2CompressorOutputStream(out);
        case LZ4 -> new FramedLZ4CompressorOutputStream(out);
        case NOT -> out;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCompressionIsToldApartByContent(Packed packed) throws IOException {
    Path file = directory.resolve("any.name");
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packing = packed.open(out)) {
      packing.write(sound().tar());
    }
    assertThat(PackageFile.read(file).properties()).isEqualTo(TestPackages.properties());
    assertThat(PackageFile.readProperties(file)).isEqualTo(TestPackages.properties());
  }

  @Test
  void aTruncatedPackageIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(sound().write(directory));
    for (int length = 0; length < whole.length; length += 7) {
      Path file = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PackageFile.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(XbpsFormatException.class);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aDamagedPackageIsReadOrRefusedAndNothingElse(long seed) throws IOException {
    var random = new Random(seed);
    byte[] good = sound().tar();
    for (int i = 0; i < 300; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      Path file = Files.write(directory.resolve("damaged"), damaged);
      try {
        PackageFile.read(file);
      } catch (XbpsFormatException refused) {
        assertThat(refused.getMessage()).isNotNull();
      }
    }
  }

  @Test
  void aDecompressionBombIsStopped() throws IOException {
    Path file = directory.resolve("bomb-1_1.x86_64.xbps");
    long size = 8L << 30;
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = Compression.pack(out)) {
      packed.write(
          new TestPackages().metadata().tar(), 0, 3072); // without the blocks of zeros at its end
      packed.write(TarWriter.header(TarEntry.file("./zeros", 0644, size, 0)));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 2048; i++) {
        packed.write(zeros);
      }
    }
    assertThatThrownBy(() -> PackageFile.read(file)).hasMessageContaining("decompression bomb");
  }

  @Test
  void aPackageIsUnpackedBelowItsRoot() throws IOException {
    Path file =
        new TestPackages()
            .promise("/usr/bin/foo", "foo")
            .promise("/usr/bin/goo", "foo")
            .promiseLink("/usr/bin/bar", "/usr/bin/foo")
            .metadata()
            .member(TarEntry.file("./usr/bin/foo", 04755, 3, 86_400), new byte[] {'f', 'o', 'o'})
            .link(TarEntry.Type.HARD_LINK, "./usr/bin/goo", "./usr/bin/foo")
            .link(TarEntry.Type.SYMBOLIC_LINK, "./usr/bin/bar", "foo")
            .write(directory);
    Path root = Files.createDirectory(directory.resolve("root"));
    PackageFile.extract(file, root);
    PackageFile.extract(file, root);
    Path foo = root.resolve("usr/bin/foo");
    assertThat(foo).hasContent("foo");
    assertThat((int) Files.getAttribute(foo, "unix:mode") & 07777).isEqualTo(04755);
    assertThat(Files.getLastModifiedTime(foo).toMillis()).isEqualTo(86_400_000);
    assertThat(Files.readSymbolicLink(root.resolve("usr/bin/bar"))).hasToString("foo");
    assertThat(Files.isSameFile(foo, root.resolve("usr/bin/goo"))).isTrue();
  }

  @Test
  void aLinkInTheRootThatLeadsOutIsNotFollowed() throws IOException {
    Path file = sound().write(directory);
    Path root = Files.createDirectory(directory.resolve("root"));
    Path outside = directory.resolve("outside");
    Files.createDirectories(outside.resolve("bin"));
    Files.createSymbolicLink(root.resolve("usr"), outside);
    assertThatThrownBy(() -> PackageFile.extract(file, root)).hasMessageContaining("leads out of");
    assertThat(outside.resolve("bin/foo")).doesNotExist();
  }

  @Test
  void aLinkInThePlaceOfAFileIsReplacedAndNotFollowed() throws IOException {
    Path file = sound().write(directory);
    Path root = directory.resolve("root");
    Files.createDirectories(root.resolve("usr/bin"));
    Path outside = Files.writeString(directory.resolve("outside"), "precious");
    Files.createSymbolicLink(root.resolve("usr/bin/foo"), outside);
    PackageFile.extract(file, root);
    assertThat(outside).hasContent("precious");
    assertThat(Files.isSymbolicLink(root.resolve("usr/bin/foo"))).isFalse();
    assertThat(Files.exists(root.resolve("usr/bin/foo"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
