package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One package and its repository, made by the real tools of XBPS 0.60.7, byte for byte.
class WorkedExampleTest {
  private static final String SHA256 =
      "f5ebe581eef5da28b0e12becf488c032d7cde31be977e3365483766c1e5c4355";
  private static final String INDEX =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
      \t<key>hello</key>
      \t<dict>
      \t\t<key>architecture</key>
      \t\t<string>x86_64</string>
      \t\t<key>filename-sha256</key>
      \t\t<string>f5ebe581eef5da28b0e12becf488c032d7cde31be977e3365483766c1e5c4355</string>
      \t\t<key>filename-size</key>
      \t\t<integer>669</integer>
      \t\t<key>homepage</key>
      \t\t<string>https://example.org</string>
      \t\t<key>installed_size</key>
      \t\t<integer>21</integer>
      \t\t<key>license</key>
      \t\t<string>MIT</string>
      \t\t<key>pkgver</key>
      \t\t<string>hello-1.0_1</string>
      \t\t<key>run_depends</key>
      \t\t<array>
      \t\t\t<string>bar&gt;=1.0_1</string>
      \t\t</array>
      \t\t<key>shlib-requires</key>
      \t\t<array>
      \t\t\t<string>libc.so.6</string>
      \t\t</array>
      \t\t<key>short_desc</key>
      \t\t<string>Says &lt;hello&gt; &amp; more</string>
      \t</dict>
      </dict>
      </plist>
      """;

  @TempDir private Path directory;

  @Test
  void thePackageIsRead() throws IOException {
    PackageFile hello = PackageFile.read(packageFile());
    assertThat(hello.sha256()).isEqualTo(SHA256);
    assertThat(hello.sizeBytes()).isEqualTo(669);
    assertThat(hello.properties().fileName()).hasToString("hello-1.0_1.x86_64.xbps");
    assertThat(hello.properties().shortDescription()).isEqualTo("Says <hello> & more");
    assertThat(hello.properties().runDepends()).containsExactly("bar>=1.0_1");
    assertThat(hello.properties().string("packaged-with")).contains("tool-1");
    assertThat(hello.contents().files())
        .extracting(PackageContents.RegularFile::path, PackageContents.RegularFile::sizeBytes)
        .containsExactly(tuple("/usr/bin/hello", 21L));
    assertThat(hello.contents().directories()).containsExactly("/usr", "/usr/bin");
    assertThat(hello.properties().toPropertyList()).hasSize(808);
    assertThat(hello.contents().toPropertyList()).hasSize(623);
  }

  @Test
  void theIndexIsWrittenByteForByte() throws IOException {
    byte[] tar = repodata().toTar();
    assertThat(tar).hasSize(4608);
    assertThat(new String(tar, 512, 889, StandardCharsets.UTF_8)).isEqualTo(INDEX);
    assertThat(new String(tar, 1536, 16, StandardCharsets.UTF_8)).isEqualTo("index-meta.plist");
    assertThat(tar[2048 + 996]).isEqualTo((byte) '\n');
    assertThat(tar[2048 + 997]).isZero();
    assertThat(new String(tar, 3072, 11, StandardCharsets.UTF_8)).isEqualTo("stage.plist");
    assertThat(Arrays.copyOfRange(tar, 3584, 4608)).containsOnly(0);
  }

  @Test
  void theFirstHeaderIsWrittenByteForByte() throws IOException {
    byte[] tar = repodata().toTar();
    assertThat(text(tar, 0, 11)).isEqualTo("index.plist");
    assertThat(text(tar, 0x64, 8)).isEqualTo("000644 \0");
    assertThat(text(tar, 0x6c, 16)).isEqualTo("000000 \000000000 \0");
    assertThat(text(tar, 0x7c, 12)).isEqualTo("00000001571 ");
    assertThat(text(tar, 0x88, 12)).isEqualTo("00000000000 ");
    assertThat(text(tar, 0x94, 8)).isEqualTo("013165\0 ");
    assertThat(text(tar, 0x9c, 1)).isEqualTo("0");
    assertThat(text(tar, 0x101, 12)).isEqualTo("ustar\00000root");
    assertThat(text(tar, 0x129, 4)).isEqualTo("root");
  }

  @Test
  void theRepositoryReadsBack() throws IOException {
    Repodata written = repodata();
    Path file = directory.resolve(Repodata.fileName("x86_64"));
    written.write(file);
    assertThat(Repodata.read(file)).isEqualTo(written);
    assertThat(Repodata.read(new ByteArrayInputStream(written.toTar()))).isEqualTo(written);
    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void theSignatureVerifies() throws IOException {
    RsaPublicKey key = key();
    assertThat(key.fingerprint()).isEqualTo("8b:db:8e:9e:b2:d5:34:d1:4c:02:3c:45:12:c8:4b:2d");
    assertThat(key.bits()).isEqualTo(2048);
    byte[] signature = resource("hello-1.0_1.x86_64.xbps.sig2.base64");
    var verifier = new SignatureVerifier(key);
    assertThat(verifier.verifies(Sha256.parse(SHA256), signature)).isTrue();
    assertThat(verifier.verifies(Sha256.parse("0".repeat(64)), signature)).isFalse();
    signature[100] ^= 1;
    assertThat(verifier.verifies(Sha256.parse(SHA256), signature)).isFalse();
    assertThat(verifier.verifies(Sha256.parse(SHA256), new byte[0])).isFalse();
  }

  private Repodata repodata() throws IOException {
    RepoEntry entry = RepoEntry.of(PackageFile.read(packageFile()));
    var index = new TreeMap<String, RepoEntry>();
    index.put("hello", entry);
    return new Repodata(
        index, Optional.of(new RepositoryKey(key(), "Example Farm")), new TreeMap<>());
  }

  private Path packageFile() throws IOException {
    return Files.write(
        directory.resolve("hello-1.0_1.x86_64.xbps"), resource("hello-1.0_1.x86_64.xbps.base64"));
  }

  private static RsaPublicKey key() throws IOException {
    try (var in = WorkedExampleTest.class.getResourceAsStream("public-key.pem")) {
      return RsaPublicKey.parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = WorkedExampleTest.class.getResourceAsStream(name)) {
      return Base64.getMimeDecoder().decode(in.readAllBytes());
    }
  }

  private static String text(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
