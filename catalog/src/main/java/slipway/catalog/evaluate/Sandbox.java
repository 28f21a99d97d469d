package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a program is started that nobody trusts.
///
/// With bubblewrap it sees `/usr`, a read-only directory and a few files that it may write, has no
/// network and no other process in sight, and dies with this process. Where this process is root,
/// the program runs under an id that owns nothing, because limits do not bind root. Without
/// bubblewrap only the limits remain that the program sets for itself.
final class Sandbox {
  private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
  private static final String NOBODY = "61999";
  private static final long TEMPORARY_BYTES = 16L << 20;

  private final Optional<Path> bubblewrap;
  private final Optional<Path> setpriv;
  private final boolean root;

  private Sandbox(Optional<Path> bubblewrap, Optional<Path> setpriv, boolean root) {
    this.bubblewrap = bubblewrap;
    this.setpriv = setpriv;
    this.root = root;
  }

  /// What this machine offers. Logs a warning where that is little.
  static Sandbox ofThisMachine() {
    return found(
        System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
        "root".equals(System.getProperty("user.name")));
  }

  /// What the programs in `path` offer. Without bubblewrap, a warning says what templates can do
  /// then.
  static Sandbox found(String path, boolean root) {
    Optional<Path> bubblewrap = find("bwrap", path).filter(Sandbox::works);
    if (bubblewrap.isEmpty()) {
      log.atWarn()
          .addKeyValue("missing", "bwrap")
          .addKeyValue("user", System.getProperty("user.name"))
          .log(
              "templates are evaluated WITHOUT A SANDBOX: each can read and change what this user can, and reach"
                  + " the network. Install bubblewrap, or evaluate only trees that you trust");
    }
    return new Sandbox(bubblewrap, find("setpriv", path), root);
  }

  /// Whether the program cannot see other processes, so that it may kill all that it sees.
  boolean isAlone() {
    return bubblewrap.isPresent();
  }

  /// Where the program finds what it may read and write.
  record Places(String tree, String writable) {}

  Places places(Path tree, Path writable) {
    return isAlone()
        ? new Places("/void", "/run/slipway")
        : new Places(tree.toString(), writable.toString());
  }

  /// The command line of `bash script arguments…`.
  ///
  /// @param files in `writable`, which the program may write; they exist already
  List<String> command(
      Path tree, Path writable, List<String> files, Path script, List<String> arguments) {
    var command = new ArrayList<String>();
    if (bubblewrap.isPresent()) {
      command.addAll(isolation(tree, writable, files, script));
      if (root && setpriv.isPresent()) {
        command.addAll(
            List.of(
                "setpriv",
                "--reuid",
                NOBODY,
                "--regid",
                NOBODY,
                "--clear-groups",
                "--no-new-privs"));
      }
      command.addAll(List.of("bash", "--norc", "--noprofile", "/run/evaluator.bash"));
    } else {
      setpriv.ifPresent(path -> command.addAll(List.of(path.toString(), "--pdeathsig", "KILL")));
      command.addAll(List.of("bash", "--norc", "--noprofile", script.toString()));
    }
    command.addAll(arguments);
    return command;
  }

  private List<String> isolation(Path tree, Path writable, List<String> files, Path script) {
    var command = new ArrayList<String>();
    command.add(bubblewrap.orElseThrow().toString());
    if (root) {
      command.addAll(List.of("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
      command.addAll(List.of("--unshare-cgroup-try", "--cap-drop", "ALL"));
      command.addAll(List.of("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"));
    } else {
      command.add("--unshare-all");
    }
    command.addAll(List.of("--die-with-parent", "--new-session", "--clearenv"));
    command.addAll(List.of("--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C"));
    command.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (String directory : List.of("/bin", "/lib", "/lib32", "/lib64")) {
      command.addAll(List.of("--ro-bind-try", directory, directory));
    }
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    command.addAll(List.of("--perms", "1777", "--size", Long.toString(TEMPORARY_BYTES)));
    command.addAll(List.of("--tmpfs", "/tmp", "--ro-bind", tree.toString(), "/void"));
    // Made by itself, a directory on the way to a file would be closed to others.
    command.addAll(List.of("--dir", "/run", "--dir", "/run/slipway"));
    command.addAll(List.of("--ro-bind", script.toString(), "/run/evaluator.bash"));
    for (String file : files) {
      command.addAll(List.of("--bind", writable.resolve(file).toString(), "/run/slipway/" + file));
    }
    command.addAll(List.of("--chdir", "/tmp"));
    return command;
  }

  private static Optional<Path> find(String program, String path) {
    return Stream.of(path.split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Containers often forbid what bubblewrap needs.
  private static boolean works(Path bubblewrap) {
    try {
      var process =
          new ProcessBuilder(
                  bubblewrap.toString(),
                  "--unshare-net",
                  "--unshare-pid",
                  "--ro-bind",
                  "/",
                  "/",
                  "--proc",
                  "/proc",
                  "--dev",
                  "/dev",
                  "true")
              .redirectErrorStream(true)
              .start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return true;
      }
      log.atWarn().addKeyValue("output", output.strip()).log("bubblewrap does not work here");
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
