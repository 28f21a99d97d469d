package slipway.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// The last 200 pushes to void-packages before its commit b936874e of 2026-06-25, as a history of
/// templates of our own.
///
/// `void-pushes.tsv.gz` has facts alone: for each push, the packages that it changed, with their
/// versions and dependencies on one another, as the catalog evaluated them for x86_64. Eight pushes
/// changed no definition: in place of a version they have `touched`, and one of them no package.
/// Push 0 is what these packages were before. Source: void-packages
/// (github.com/void-linux/void-packages), by way of its mirror Duncaen/void-packages.
final class VoidPushes {
  private static final String IDENTITY = "t <t@example.org> 1700000000 +0000\n";

  private final Map<Integer, List<String[]>> rowsByPush = new TreeMap<>();

  VoidPushes() throws IOException {
    try (var in =
            Objects.requireNonNull(VoidPushes.class.getResourceAsStream("void-pushes.tsv.gz"));
        var reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] row = Arrays.copyOf(line.split("\t", -1), 10);
        rowsByPush.computeIfAbsent(Integer.valueOf(row[0]), _ -> new ArrayList<>()).add(row);
      }
    }
  }

  /// A commit for each push, on the branch master, oldest first; the first is push 0.
  List<String> commitTo(TreeFixture tree) throws IOException {
    var stream = new StringBuilder();
    rowsByPush.forEach((push, rows) -> {
      stream.append("commit refs/heads/master\nmark :").append(push + 1).append("\ncommitter ");
      stream.append(IDENTITY).append("data 4\npush\n");
      if (push == 0) {
        file(
            stream,
            "common/cross-profiles/aarch64.sh",
            "XBPS_TARGET_MACHINE=aarch64\nXBPS_CROSS_TRIPLET=aarch64-linux-gnu\n");
      }
      for (String[] row : rows) {
        String path = "srcpkgs/" + row[1] + "/template";
        if (row[2].equals("touched")) {
          String directory = row[1].isEmpty() ? "" : "srcpkgs/" + row[1] + "/files/";
          file(stream, directory + "README", "push " + push + "\n");
        } else if (row[2].equals("gone")) {
          stream.append("D ").append(path).append('\n');
        } else {
          file(stream, path, template(row));
        }
      }
    });
    tree.fastImport(stream.toString());
    return tree.git("rev-list", "--reverse", "master").lines().toList();
  }

  private static void file(StringBuilder stream, String path, String content) {
    stream.append("M 100644 inline ").append(path).append("\ndata ");
    stream.append(content.getBytes(StandardCharsets.UTF_8).length).append('\n').append(content);
    stream.append('\n');
  }

  private static String template(String[] row) {
    var text = new StringBuilder();
    text.append("pkgname=").append(row[1]).append("\nversion=").append(row[2]);
    text.append("\nrevision=").append(row[3]);
    text.append("\nshort_desc=x\nlicense=x\nhomepage=x\nmetapackage=yes\n");
    String[] names = {"hostmakedepends", "makedepends", "depends", "archs", "nocross", "broken"};
    for (int i = 0; i < names.length; i++) {
      String value = row[4 + i];
      if (value != null && !value.isEmpty()) {
        text.append(names[i]).append("=\"").append(value).append("\"\n");
      }
    }
    return text.toString();
  }
}
