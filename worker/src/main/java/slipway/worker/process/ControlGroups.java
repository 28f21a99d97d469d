package slipway.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where this process may make control groups (cgroups(7)), of either version or of both at once. A
/// kernel that lets it make none, or a worker that is not allowed to, is no error: builds run
/// without, and [#statement] says so.
///
/// @param parents one directory for each hierarchy that counts: version 2, and of version 1
///   `memory` and `cpu`
public record ControlGroups(List<Path> parents) {
  private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path OWN = Path.of("/proc/self/cgroup");
  private static final String CONTROLLERS = "+memory +cpu +pids";
  private static final String PREFIX = "slipway-";

  public ControlGroups {
    parents = List.copyOf(parents);
  }

  /// None at all.
  public static ControlGroups none() {
    return new ControlGroups(List.of());
  }

  /// Those of this host in which a group can really be made, which is tried.
  public static ControlGroups find() {
    try {
      var usable = new ArrayList<Path>();
      for (Path parent : parents(Files.readAllLines(MOUNTS), Files.readAllLines(OWN))) {
        if (Files.exists(parent.resolve("cgroup.controllers"))) {
          handDown(parent);
        }
        if (canMakeOne(parent)) {
          usable.add(parent);
        }
      }
      return new ControlGroups(usable);
    } catch (IOException notToBeRead) {
      return none();
    }
  }

  /// What an attempt gets here, in a sentence for people.
  public String statement() {
    if (parents.isEmpty()) {
      return "no control groups: memory is not limited, and what leaves its session is found by its environment";
    }
    return "control groups in " + String.join(", ", parents.stream().map(Path::toString).toList());
  }

  /// Makes the group of that name, with limits; empty if there is none to be had. One that an
  /// earlier process made is used again.
  ///
  /// @param memoryBytes of all its processes together; 0: as much as there is
  /// @param cpus of processor time; 0: as much as there is
  public Optional<ControlGroup> make(String name, long memoryBytes, double cpus) {
    var made = new ArrayList<Path>();
    for (Path parent : parents) {
      try {
        made.add(Files.createDirectories(parent.resolve(PREFIX + name)));
      } catch (IOException notHere) {
        log.atWarn()
            .addKeyValue("group", parent)
            .setCause(notHere)
            .log("control group cannot be made");
      }
    }
    if (made.isEmpty()) {
      return Optional.empty();
    }
    var group = new ControlGroup(made);
    group.limit(memoryBytes, cpus);
    return Optional.of(group);
  }

  /// The group of that name, if it is there.
  public Optional<ControlGroup> of(String name) {
    List<Path> there =
        parents.stream().map(p -> p.resolve(PREFIX + name)).filter(Files::isDirectory).toList();
    return there.isEmpty() ? Optional.empty() : Optional.of(new ControlGroup(there));
  }

  /// The directories of this process's own groups.
  ///
  /// @param mounts lines of mountinfo: the mount point is the fifth field, the file system's type
  ///   and options stand behind a lone dash
  /// @param own lines of /proc/self/cgroup: `ID:CONTROLLERS:PATH`
  static List<Path> parents(List<String> mounts, List<String> own) {
    var found = new ArrayList<Path>();
    for (String line : own) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      List<String> controllers = Arrays.asList(fields[1].split(",", -1));
      boolean second = fields[1].isEmpty();
      if (!second && !controllers.contains("memory") && !controllers.contains("cpu")) {
        continue;
      }
      mounts.stream()
          .filter(mount -> isOf(mount, second, controllers))
          .map(mount -> mount.split(" ", -1)[4])
          .findFirst()
          .ifPresent(point -> found.add(Path.of(point, fields[2]).normalize()));
    }
    return found;
  }

  private static boolean isOf(String mount, boolean second, List<String> controllers) {
    int dash = mount.indexOf(" - ");
    if (dash < 0) {
      return false;
    }
    String[] behind = mount.substring(dash + 3).split(" ", -1);
    if (second) {
      return behind[0].equals("cgroup2");
    }
    return behind[0].equals("cgroup")
        && behind.length > 2
        && Arrays.asList(behind[2].split(",", -1)).containsAll(controllers);
  }

  /// Lets groups below have controllers. A group of version 2 that does so may have no processes of
  /// its own, so this one moves into a child.
  private static void handDown(Path parent) {
    try {
      String has = Files.readString(parent.resolve("cgroup.controllers"));
      List<String> wanted =
          Stream.of(CONTROLLERS.split(" "))
              .filter(c -> (" " + has.strip() + " ").contains(" " + c.substring(1) + " "))
              .toList();
      if (wanted.isEmpty()) {
        return;
      }
      try {
        Files.writeString(parent.resolve("cgroup.subtree_control"), String.join(" ", wanted));
      } catch (IOException busy) {
        Path own = Files.createDirectories(parent.resolve("worker"));
        Files.writeString(
            own.resolve("cgroup.procs"), Long.toString(ProcessHandle.current().pid()));
        Files.writeString(parent.resolve("cgroup.subtree_control"), String.join(" ", wanted));
      }
    } catch (IOException notOurs) {
      log.atDebug()
          .addKeyValue("group", parent)
          .setCause(notOurs)
          .log("control group is not handed down");
    }
  }

  private static boolean canMakeOne(Path parent) {
    Path probe = parent.resolve(PREFIX + "probe-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(probe);
      Files.delete(probe);
      return true;
    } catch (IOException notOurs) {
      return false;
    }
  }
}
