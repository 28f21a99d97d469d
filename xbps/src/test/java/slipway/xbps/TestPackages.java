package slipway.xbps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import slipway.xbps.tar.TarEntry;
import slipway.xbps.tar.TarWriter;

/// Packages put together by hand, member by member: also those that no tool would make.
final class TestPackages {
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private final TarWriter writer = new TarWriter(tar);
  private final List<PackageContents.RegularFile> files = new ArrayList<>();
  private final List<PackageContents.Link> links = new ArrayList<>();

  static PackageProperties properties() {
    return PackageProperties.of(PkgVer.parse("foo-1.0_1"), "x86_64", "A package");
  }

  /// With the two plists in front; `files.plist` lists nothing unless [#promise] is called before.
  TestPackages metadata() {
    file("./props.plist", new String(properties().toPropertyList(), StandardCharsets.UTF_8));
    var contents = new PackageContents(files, links, List.of());
    return file("./files.plist", new String(contents.toPropertyList(), StandardCharsets.UTF_8));
  }

  TestPackages promise(String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String sha256 = Sha256.hex(Sha256.digest().digest(bytes));
    files.add(new PackageContents.RegularFile(path, sha256, bytes.length, false, false));
    return this;
  }

  TestPackages promiseLink(String path, String target) {
    links.add(new PackageContents.Link(path, target));
    return this;
  }

  TestPackages file(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return member(TarEntry.file(name, 0644, bytes.length, 0), bytes);
  }

  TestPackages link(TarEntry.Type type, String name, String target) {
    return member(TarEntry.link(type, name, 0777, 0, target), new byte[0]);
  }

  TestPackages member(TarEntry entry, byte[] data) {
    try {
      writer.add(entry, data);
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  byte[] tar() throws IOException {
    writer.finish();
    return tar.toByteArray();
  }

  Path write(Path directory) throws IOException {
    Path file = directory.resolve("foo-1.0_1.x86_64.xbps");
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = Compression.pack(out)) {
      packed.write(tar());
    }
    return file;
  }
}
