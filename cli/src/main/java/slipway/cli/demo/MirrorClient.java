package slipway.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.cli.Failure;
import slipway.xbps.DependencyPattern;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.SignatureVerifier;

/// Installs from a mirror what a user would: reads the released index alone, follows run-time
/// dependencies, verifies each package's hash and signature, and unpacks it.
final class MirrorClient {
  private final Path repository;
  private final String architecture;
  private final SortedMap<String, RepoEntry> index;
  private final SignatureVerifier verifier;

  private MirrorClient(
      Path repository,
      String architecture,
      SortedMap<String, RepoEntry> index,
      SignatureVerifier verifier) {
    this.repository = repository;
    this.architecture = architecture;
    this.index = index;
    this.verifier = verifier;
  }

  /// @param repository the directory that holds `ARCH-repodata`
  static MirrorClient open(Path repository, String architecture, RsaPublicKey key)
      throws IOException {
    Repodata data = Repodata.read(repository.resolve(Repodata.fileName(architecture)));
    return new MirrorClient(repository, architecture, data.index(), new SignatureVerifier(key));
  }

  /// How many packages are released.
  int packageCount() {
    return index.size();
  }

  /// Unpacks packages with all that they depend on.
  ///
  /// @return what was installed, by name
  Map<String, RepoEntry> install(List<String> names, Path root) throws IOException {
    var installed = new TreeMap<String, RepoEntry>();
    var wanted = new ArrayDeque<>(names);
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      if (installed.containsKey(name)) {
        continue;
      }
      RepoEntry entry = index.get(name);
      if (entry == null) {
        throw new Failure(
            name + " is not released for " + architecture + " in " + repository + ".");
      }
      for (String pattern : entry.runDepends()) {
        String dependency = DependencyPattern.nameOf(pattern).orElseThrow();
        RepoEntry candidate = index.get(dependency);
        if (candidate == null
            || !DependencyPattern.matches(candidate.pkgver().toString(), pattern)) {
          throw new Failure(
              entry.pkgver()
                  + " wants "
                  + pattern
                  + ", which the mirror lacks for "
                  + architecture
                  + ".");
        }
        wanted.add(dependency);
      }
      unpack(entry, root);
      installed.put(name, entry);
    }
    checkLibraries(installed);
    return installed;
  }

  private void unpack(RepoEntry entry, Path root) throws IOException {
    Path file = repository.resolve(entry.fileName().toString());
    byte[] digest = sha256(Files.readAllBytes(file));
    if (!HexFormat.of().formatHex(digest).equals(entry.filenameSha256())) {
      throw new Failure(file + " is not what the index says: its SHA-256 differs.");
    }
    byte[] signature = Files.readAllBytes(repository.resolve(entry.fileName().signatureName()));
    if (!verifier.verifies(digest, signature)) {
      throw new Failure("The signature of " + file + " is not by the farm's key.");
    }
    PackageFile.extract(file, root);
  }

  private static void checkLibraries(Map<String, RepoEntry> installed) {
    var provided =
        installed.values().stream().flatMap(entry -> entry.shlibProvides().stream()).toList();
    for (RepoEntry entry : installed.values()) {
      for (String library : entry.shlibRequires()) {
        if (!provided.contains(library)) {
          throw new Failure(
              entry.pkgver()
                  + " needs "
                  + library
                  + ", and nothing that it depends on provides it.");
        }
      }
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /// Runs an installed program and returns what it prints.
  static String run(Path root, List<String> command, String input)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", root.resolve("usr/bin") + ":" + System.getenv("PATH"));
    builder.environment().put("LD_LIBRARY_PATH", root.resolve("usr/lib").toString());
    builder.environment().put("SLIPWAY_ROOT", root.toString());
    Path program = root.resolve("usr/bin").resolve(command.getFirst());
    if (!Files.isExecutable(program)) {
      throw new Failure("No program " + command.getFirst() + " in " + root + " after installing.");
    }
    var withPath = new java.util.ArrayList<>(command);
    withPath.set(0, program.toString());
    Process process = builder.command(withPath).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new Failure(String.join(" ", command) + " exited with " + status + ": " + output);
    }
    return output;
  }
}
