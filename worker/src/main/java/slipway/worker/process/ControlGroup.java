package slipway.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control group of one attempt: one directory for each hierarchy. What a hierarchy can do is
/// told by the files that are in it.
public record ControlGroup(List<Path> directories) {
  private static final Logger log = LoggerFactory.getLogger(ControlGroup.class);
  private static final int PERIOD_MICROS = 100_000;
  private static final long PROCESS_MEMORY_LEAST = 16L << 20;

  public ControlGroup {
    directories = List.copyOf(directories);
  }

  /// Files to which a process writes its number to be in the group.
  List<Path> doors() {
    return directories.stream().map(d -> d.resolve("cgroup.procs")).toList();
  }

  /// Each setting has another name in the first and in the second version of control groups. Limits
  /// that the kernel does not take are said in the worker's log, and do not stop the attempt.
  void limit(long memoryBytes, double cpus) {
    if (memoryBytes > 0) {
      String bytes = Long.toString(Math.max(memoryBytes, PROCESS_MEMORY_LEAST));
      boolean second = set("memory.max", bytes);
      boolean first = set("memory.limit_in_bytes", bytes);
      set("memory.swap.max", "0");
      set("memory.oom.group", "0");
      set("memory.memsw.limit_in_bytes", bytes);
      warnUnless(first || second, "memory");
    }
    if (cpus > 0) {
      long micros = Math.max(1_000, Math.round(cpus * PERIOD_MICROS));
      set("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
      boolean second = set("cpu.max", micros + " " + PERIOD_MICROS);
      boolean first = set("cpu.cfs_quota_us", Long.toString(micros));
      warnUnless(first || second, "cpus");
    }
  }

  private void warnUnless(boolean held, String limit) {
    if (!held) {
      log.atWarn()
          .addKeyValue("limit", limit)
          .addKeyValue("group", directories)
          .log("a limit of the configuration is not held: the kernel has no control group for it");
    }
  }

  /// Processes that the kernel has killed for want of memory in this group. Empty if the kernel
  /// does not count them.
  public OptionalLong memoryKills() {
    return present(
        read("memory.events", "oom_kill").or(() -> read("memory.oom_control", "oom_kill")));
  }

  /// Memory that its processes hold now, without the caches of files; empty if the kernel does not
  /// count it.
  public OptionalLong memoryBytes() {
    return present(read("memory.stat", "anon").or(() -> read("memory.stat", "rss")));
  }

  private static OptionalLong present(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /// Kills all that is in the group at once, where the kernel can; says whether it could.
  boolean kill() {
    return set("cgroup.kill", "1");
  }

  /// Numbers of the processes that are in it.
  List<Long> processes() {
    for (Path door : doors()) {
      try {
        return Files.readAllLines(door).stream().map(Long::valueOf).toList();
      } catch (IOException goneOrNotToBeRead) {
        // The next directory, if there is one.
      }
    }
    return List.of();
  }

  /// Removes an empty group. One that is not empty stays, and is removed with the next tidying.
  public void remove() {
    for (Path directory : directories) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException stillInUse) {
        log.atDebug().addKeyValue("group", directory).log("control group cannot be removed yet");
      }
    }
  }

  /// Whether a file of that name is there and took the value.
  private boolean set(String name, String value) {
    boolean taken = false;
    for (Path directory : directories) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        taken |= write(file, value);
      }
    }
    return taken;
  }

  private static boolean write(Path file, String value) {
    try {
      Files.writeString(file, value);
      return true;
    } catch (IOException refused) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("value", value)
          .setCause(refused)
          .log("the kernel does not take a control group's setting");
      return false;
    }
  }

  private Optional<Long> read(String name, String key) {
    for (Path directory : directories) {
      try {
        for (String line : Files.readAllLines(directory.resolve(name))) {
          if (line.startsWith(key + " ")) {
            return Optional.of(Long.parseLong(line.substring(key.length() + 1).strip()));
          }
        }
      } catch (IOException notThisOne) {
        // The next directory, if there is one.
      }
    }
    return Optional.empty();
  }
}
