package slipway.catalog.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import slipway.catalog.CatalogException;
import slipway.catalog.Target;

/// The real `xbps-src` of a work tree, asked with `dbulk-dump`: one process tree for each package.
final class XbpsSrc {
  private final Path checkout;
  private final Path masterdirs;

  private XbpsSrc(Path checkout, Path masterdirs) {
    this.checkout = checkout;
    this.masterdirs = masterdirs;
  }

  /// Whether the tools are there that xbps-src calls.
  static boolean isPossible() {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, "xbps-uhelper"))) {
        return true;
      }
    }
    return false;
  }

  /// Makes a work tree of a commit.
  ///
  /// @param directory empty
  static XbpsSrc checkOut(String repository, String commit, Path directory) throws IOException {
    Path checkout = directory.resolve("checkout");
    run(
        directory,
        "git",
        "clone",
        "--quiet",
        "--shared",
        "--no-checkout",
        repository,
        checkout.toString());
    run(checkout, "git", "-c", "advice.detachedHead=false", "checkout", "--quiet", commit);
    return new XbpsSrc(checkout, directory.resolve("masterdirs"));
  }

  /// What one call said.
  ///
  /// @param status 0, or 2 for a package that is not for this target
  /// @param fields of the standard output: `key: value`, or a list of lines that begin with a blank
  /// @param complaint the standard error output
  record Dump(int status, Map<String, List<String>> fields, String complaint, Duration time) {}

  Dump dump(String name, Target target) throws IOException {
    Path masterdir = masterdirs.resolve(target.host());
    if (!Files.exists(masterdir)) {
      Files.createDirectories(masterdir);
      Files.writeString(masterdir.resolve(".xbps_chroot_init"), target.host() + "\n");
    }
    var command = new ArrayList<>(List.of("./xbps-src", "-L", "-A", target.host()));
    if (target.isCross()) {
      command.addAll(List.of("-a", target.architecture()));
    }
    command.addAll(List.of("-m", masterdir.toString(), "dbulk-dump", name));
    var builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder.environment().put("XBPS_ALLOW_CHROOT_BREAKOUT", "1");
    builder.environment().put("XBPS_CHROOT_CMD", "ethereal");
    Path complaint = Files.createTempFile(masterdir, "complaint", "");
    builder.redirectError(complaint.toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = waitFor(process);
    var time = Duration.ofNanos(System.nanoTime() - begin);
    String said = Files.readString(complaint);
    Files.delete(complaint);
    return new Dump(status, fields(out), said, time);
  }

  private static Map<String, List<String>> fields(String out) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    List<String> list = new ArrayList<>();
    for (String line : out.split("\n", -1)) {
      int colon = line.indexOf(':');
      if (line.startsWith(" ")) {
        list.add(line.substring(1));
      } else if (colon > 0) {
        list = new ArrayList<>();
        fields.put(line.substring(0, colon), list);
        if (!line.substring(colon + 1).isBlank()) {
          list.add(line.substring(colon + 1).strip());
        }
      }
    }
    return fields;
  }

  /// The lines of a file of the tree; none if there is no such file.
  List<String> lines(String path) throws IOException {
    Path file = checkout.resolve(path);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a program ran", e);
    }
  }

  private static void run(Path directory, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (waitFor(process) != 0) {
      throw new CatalogException("%s: %s".formatted(String.join(" ", command), out.strip()));
    }
  }
}
