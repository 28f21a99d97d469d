package slipway.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The templates of the worker's bench: one that does nothing, one that prints much, and one whose
/// package is large and does not compress.
///
/// @param bytes of the log, and of the package
record BenchTree(Path directory, long bytes) {
  private static final String LINE =
      "gcc -DHAVE_CONFIG_H -I. -O2 -pipe -g -fstack-clash-protection -c -o src/file.o src/file.c";

  /// Makes the tree; the answer is its commit.
  String make() throws IOException, InterruptedException {
    var bodies = new TreeMap<String, String>();
    bodies.put("nothing", "do_install() { vmkdir usr; }\n");
    bodies.put(
        "chatty",
        "do_build() { yes '%s' | head -c %d; }\ndo_install() { vmkdir usr; }\n"
            .formatted(LINE, bytes));
    bodies.put(
        "bulky",
        "do_install() { vmkdir usr; head -c %d /dev/urandom > $DESTDIR/usr/bulk; }\n"
            .formatted(bytes));
    git("init", "--quiet", "--initial-branch=main");
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      Path file = directory.resolve("srcpkgs").resolve(body.getKey()).resolve("template");
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          """
          pkgname=%s
          version=1.0
          revision=1
          short_desc="Of a bench"
          license="CC0-1.0"
          homepage="https://slipway.example"
          """
                  .formatted(body.getKey())
              + body.getValue());
    }
    git("add", "--all");
    git("-c", "user.name=b", "-c", "user.email=b@slipway.example", "commit", "-q", "-m", "bench");
    return git("rev-parse", "HEAD").strip();
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("git " + String.join(" ", arguments) + ": " + said);
    }
    return said;
  }
}
