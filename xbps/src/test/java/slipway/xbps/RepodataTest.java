package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.xbps.plist.PropertyList;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarWriter;

class RepodataTest {
  private static final FileTime MTIME = FileTime.fromMillis(1_700_000_000_000L);

  @TempDir private Path directory;

  private static RepoEntry entry(String pkgver) {
    var properties = PackageProperties.of(PkgVer.parse(pkgver), "x86_64", "It is " + pkgver);
    return RepoEntry.of(
        properties.with("packaged-with", "us").with("x-new", "kept"), "0".repeat(64), 7);
  }

  @Test
  void anEntryIsThePackagesPropertiesWithoutWhatTheIndexLeavesOut() {
    assertThat(entry("foo-1.0_1").dictionary())
        .isEqualTo(
            Map.of(
                "architecture", "x86_64",
                "filename-sha256", "0".repeat(64),
                "filename-size", 7L,
                "pkgver", "foo-1.0_1",
                "short_desc", "It is foo-1.0_1",
                "x-new", "kept"));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsWrittenPieceByPieceUnpacksToTheSameBytes(long seed) throws IOException {
    var random = new Random(seed);
    var encoder = new RepodataEncoder();
    var index = new TreeMap<String, RepoEntry>();
    var stage = new TreeMap<String, RepoEntry>();
    Path file = directory.resolve("x86_64-repodata");
    for (int round = 0; round < 12; round++) {
      for (int i = random.nextInt(200); i > 0; i--) {
        RepoEntry entry = entry("p%d-%d_1".formatted(random.nextInt(400), random.nextInt(9)));
        (random.nextBoolean() ? index : stage).put(entry.name(), entry);
      }
      index.keySet().removeIf(_ -> random.nextInt(10) == 0);
      stage.keySet().removeIf(_ -> random.nextInt(2) == 0);
      Repodata repodata = Repodata.empty().withIndex(index).withStage(stage);
      encoder.write(repodata, file, MTIME);
      assertThat(Repodata.read(file)).isEqualTo(repodata);
      try (InputStream in = Files.newInputStream(file)) {
        assertThat(Compression.unpack(in).readAllBytes()).isEqualTo(repodata.toTar());
      }
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(MTIME);
    }
  }

  @Test
  void theStageLiesOverTheIndex() {
    var index = new TreeMap<>(Map.of("a", entry("a-1_1"), "b", entry("b-1_1")));
    var stage = new TreeMap<>(Map.of("b", entry("b-2_1"), "c", entry("c-1_1")));
    assertThat(Repodata.empty().withIndex(index).withStage(stage).merged().values())
        .hasToString("[a-1_1 x86_64, b-2_1 x86_64, c-1_1 x86_64]");
  }

  @Test
  void anOldIndexWithoutStageAndOneWithAnEmptySignatureAreRead() throws IOException {
    byte[] deadbeef = "DEADBEEF".getBytes(StandardCharsets.US_ASCII);
    assertThat(read("index.plist", new byte[0], "index-meta.plist", deadbeef))
        .isEqualTo(Repodata.empty());
    assertThat(
            read(
                "index.plist", new byte[0],
                "index-meta.plist", new byte[0],
                "stage.plist", new byte[0],
                "more", deadbeef))
        .isEqualTo(Repodata.empty());
  }

  @Test
  void whatMakesAClientFailIsRefused() {
    byte[] none = new byte[0];
    assertThatThrownBy(() -> read("stage.plist", none))
        .hasMessageContaining("index.plist expected, but there is stage.plist");
    assertThatThrownBy(() -> read("index.plist", none))
        .hasMessageContaining("index-meta.plist expected, but there is nothing");
    assertThatThrownBy(
            () -> read("index.plist", none, "index-meta.plist", PropertyList.write(Map.of())))
        .hasMessageContaining("needs public-key");
    for (String missing : new String[] {"pkgver", "architecture", "filename-sha256"}) {
      var dictionary = new TreeMap<>(entry("foo-1.0_1").dictionary());
      dictionary.remove(missing);
      byte[] index = PropertyList.write(Map.of("foo", dictionary));
      assertThatThrownBy(() -> read("index.plist", index, "index-meta.plist", none))
          .hasMessageContaining("index.plist: foo: \"" + missing + "\" is missing");
    }
    byte[] misnamed = PropertyList.write(Map.of("bar", entry("foo-1.0_1").dictionary()));
    assertThatThrownBy(() -> read("index.plist", misnamed, "index-meta.plist", none))
        .hasMessageContaining("the entry is that of foo-1.0_1");
    var upper = new TreeMap<>(entry("foo-1.0_1").dictionary());
    upper.put("filename-sha256", "A".repeat(64));
    assertThatThrownBy(() -> RepoEntry.of(upper)).hasMessageContaining("lower-case");
  }

  private static Repodata read(Object... namesAndData) throws IOException {
    var out = new ByteArrayOutputStream();
    var tar = new TarWriter(out);
    for (int i = 0; i < namesAndData.length; i += 2) {
      byte[] data = (byte[]) namesAndData[i + 1];
      tar.add(TarEntry.file((String) namesAndData[i], 0644, data.length, 0), data);
    }
    tar.finish();
    return Repodata.read(new ByteArrayInputStream(out.toByteArray()));
  }
}
