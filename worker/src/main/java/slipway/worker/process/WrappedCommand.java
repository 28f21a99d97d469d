package slipway.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// A command in a session of its own, under a wrapper that appends its output to a log and writes
/// down how it ended. It does not notice when this process ends, and the next one adopts it by the
/// directory alone.
///
/// Not for several threads at once, but [#kill] may be called from another one.
public final class WrappedCommand {
  /// Every process of the command carries this in its environment, so that one that left session
  /// and group is found all the same. The value is the directory.
  public static final String MARK = "SLIPWAY_ATTEMPT_DIRECTORY";

  private static final String DOORS = "doors";
  private static final String SCRIPT = "wrapper.sh";
  private static final String PUMP = "pump.sh";
  // USER_HZ, which is 100 wherever Java runs.
  private static final long MILLIS_OF_A_TICK = 10;
  private static final Duration POLL = Duration.ofMillis(50);
  // For what may still be in the pipe when nobody writes to it any more.
  private static final Duration PUMP_MAX = Duration.ofSeconds(2);
  private static final Duration POLL_KILLED = Duration.ofMillis(20);
  // Between the start of the wrapper and its first file.
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private final Path directory;
  private final Wrapper wrapper;
  private final Optional<Process> child;

  private record Wrapper(long pid, long startTicks) {
    /// Time since its start, by a clock that nobody sets.
    Duration age() {
      long ticks =
          ProcessTable.find(ProcessHandle.current().pid())
              .map(ProcessTable.Entry::startTicks)
              .orElseThrow();
      long millis =
          ManagementFactory.getRuntimeMXBean().getUptime()
              + (ticks - startTicks) * MILLIS_OF_A_TICK;
      return Duration.ofMillis(Math.max(0, millis));
    }
  }

  private WrappedCommand(Path directory, Wrapper wrapper, Optional<Process> child) {
    this.directory = directory;
    this.wrapper = wrapper;
    this.child = child;
  }

  /// Starts `command` with exactly this environment. `directory` is created, at once with all that
  /// a wrapper reads, and must not be there yet (see {@link #withdraw}); it holds what a later
  /// process needs to adopt the command.
  ///
  /// @param spoolBytes of the log that may wait for the master, as `LOG.durable` says how much it
  ///   has; then whoever prints has to wait
  /// @param group that the command is in, with all that it starts
  public static WrappedCommand start(
      Path directory,
      Path log,
      long spoolBytes,
      List<String> command,
      Map<String, String> environment,
      Path workDirectory,
      Optional<ControlGroup> group)
      throws IOException, InterruptedException {
    var marked = new TreeMap<>(environment);
    marked.put(MARK, directory.toString());
    Path made = beside(directory, ".new");
    remove(made);
    Files.createDirectories(made);
    Files.writeString(made.resolve("command"), script(command, marked, workDirectory));
    if (group.isPresent()) {
      Files.write(made.resolve(DOORS), group.get().doors().stream().map(Path::toString).toList());
    }
    copyScript(PUMP, made);
    copyScript(SCRIPT, made);
    Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    var builder =
        new ProcessBuilder(
            "setsid",
            "bash",
            directory.resolve(SCRIPT).toString(),
            directory.toString(),
            log.toString(),
            Long.toString(spoolBytes));
    builder.environment().clear();
    builder.environment().putAll(Tool.cleanEnvironment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process child = builder.start();
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Wrapper> wrapper = readWrapper(directory);
      if (wrapper.isPresent()) {
        // A wrapper that a killed worker had started just before may have come first.
        boolean ours = wrapper.get().pid() == child.pid();
        return new WrappedCommand(
            directory, wrapper.get(), ours ? Optional.of(child) : Optional.empty());
      }
      Thread.sleep(2);
    }
    child.destroyForcibly();
    throw new IOException("the wrapper in " + directory + " did not start within " + START_MAX);
  }

  private static Path copyScript(String name, Path directory) throws IOException {
    Path script = directory.resolve(name);
    try (InputStream resource =
        WrappedCommand.class.getResourceAsStream("/slipway/worker/process/" + name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }

  /// The command that an earlier process started in this directory, running or ended; empty if none
  /// was.
  public static Optional<WrappedCommand> adopt(Path directory) throws IOException {
    return readWrapper(directory).map(w -> new WrappedCommand(directory, w, Optional.empty()));
  }

  /// Removes the directory of a command that nothing was known of when it was to be adopted, so
  /// that it can be started anew. A wrapper that comes late, because the worker was killed just
  /// when it had started it, finds no directory and ends, or has begun and is killed.
  public static void withdraw(Path directory) throws IOException {
    Path away = beside(directory, ".old");
    remove(away);
    if (Files.exists(directory)) {
      Files.move(directory, away, StandardCopyOption.ATOMIC_MOVE);
      Optional<Wrapper> late = readWrapper(away);
      if (late.isPresent()) {
        new WrappedCommand(directory, late.get(), Optional.empty()).kill(Duration.ZERO);
      }
      remove(away);
    }
  }

  private static Path beside(Path directory, String suffix) {
    return directory.resolveSibling(directory.getFileName() + suffix);
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  /// Waits for the end, at most for `patience`. Empty: it is still running.
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isWrapperAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      var step = Duration.ofNanos(Math.min(left, POLL.toNanos()));
      if (child.isPresent()) {
        if (child.get().waitFor(step)) {
          return true;
        }
      } else {
        Thread.sleep(step);
      }
    }
    return true;
  }

  /// How the command ended, 128 + n for signal n. Empty while it runs, and for ever if the wrapper
  /// was killed before it could tell.
  public OptionalInt exitStatus() throws IOException {
    return line(directory.resolve("status"))
        .map(line -> OptionalInt.of(Integer.parseInt(line.substring(0, line.indexOf(' ')))))
        .orElse(OptionalInt.empty());
  }

  /// How long the command has been running, or ran if it has ended. Clocks that were set meanwhile
  /// do not matter while it runs.
  public Duration ran() throws IOException {
    Duration age = wrapper.age();
    Optional<Instant> ended = endedAt();
    if (ended.isEmpty()) {
      return age;
    }
    Instant began = Files.getLastModifiedTime(directory.resolve("wrapper")).toInstant();
    Duration told = Duration.between(began, ended.get());
    return told.isNegative() || told.compareTo(age) > 0 ? age : told;
  }

  /// When the command ended. Empty while it runs, and if the wrapper was killed.
  public Optional<Instant> endedAt() throws IOException {
    return line(directory.resolve("status"))
        .map(line -> line.substring(line.indexOf(' ') + 1).replace(',', '.'))
        .map(seconds -> {
          long micros = Math.round(Double.parseDouble(seconds) * 1e6);
          return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        });
  }

  /// Bytes of memory that all its processes hold together.
  public long residentBytes(ProcessTable table) {
    return table.residentBytesOf(wrapper.pid());
  }

  /// Ends every process of the command: TERM to its group, after `grace` KILL to all that is left,
  /// those included that left the group and the session. Returns when none is left; the wrapper has
  /// written the status then.
  public void kill(Duration grace) throws IOException {
    boolean interrupted = signalGroup("TERM");
    long deadline = System.nanoTime() + grace.toNanos();
    while (!leftOver().isEmpty() && System.nanoTime() < deadline) {
      interrupted |= pause();
    }
    Optional<ControlGroup> group = group();
    List<ProcessTable.Entry> left = leftOver();
    while (!left.isEmpty()) {
      // At once where the kernel can: a build that forks faster than it is killed gains nothing.
      if (group.isPresent()) {
        boolean _ = group.get().kill();
      }
      left.forEach(
          entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
      interrupted |= pause();
      left = leftOver();
    }
    while (isWrapperAlive()) {
      interrupted |= pause();
    }
    interrupted |= awaitPump();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Where the wrapper was killed, nobody else sees to it that what is left in the pipe is written:
  /// the log must not grow any more once its length is told. Says whether it was interrupted.
  private boolean awaitPump() throws IOException {
    Optional<String> pump = line(directory.resolve("pump"));
    if (pump.isEmpty()) {
      return false;
    }
    Files.write(directory.resolve("last"), new byte[0]);
    long session = Long.parseLong(pump.get());
    long deadline = System.nanoTime() + PUMP_MAX.toNanos();
    boolean interrupted = false;
    // A number that has come back for another process is not ours to wait for, and least to kill.
    boolean ours = ProcessTable.commandOf(session).contains(directory.resolve(PUMP).toString());
    while (ours && !ProcessTable.read().ofSession(session).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        ProcessTable.read()
            .ofSession(session)
            .forEach(
                entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
      }
      interrupted |= pause();
    }
    return interrupted;
  }

  private Optional<ControlGroup> group() throws IOException {
    Path doors = directory.resolve(DOORS);
    if (!Files.exists(doors)) {
      return Optional.empty();
    }
    return Optional.of(
        new ControlGroup(
            Files.readAllLines(doors).stream()
                .map(door -> Path.of(door).resolveSibling(""))
                .toList()));
  }

  /// All processes but the wrapper. Numbers of sessions and groups come back for others once theirs
  /// have ended, so the session counts only while the wrapper, which leads it, is there.
  private List<ProcessTable.Entry> leftOver() throws IOException {
    ProcessTable table = ProcessTable.read();
    var left = new ArrayList<>(table.withEnvironment(MARK, directory.toString()));
    if (isWrapperAlive()) {
      table.ofSession(wrapper.pid()).stream().filter(e -> !left.contains(e)).forEach(left::add);
    }
    for (long pid : group().map(ControlGroup::processes).orElse(List.of())) {
      ProcessTable.find(pid)
          .filter(e -> e.isAlive() && left.stream().noneMatch(l -> l.pid() == pid))
          .ifPresent(left::add);
    }
    left.removeIf(entry -> entry.pid() == wrapper.pid());
    return left;
  }

  private boolean signalGroup(String signal) throws IOException {
    Optional<String> group = line(directory.resolve("group"));
    boolean ours =
        group.isPresent()
            && leftOver().stream().anyMatch(e -> Long.toString(e.group()).equals(group.get()));
    if (!ours) {
      return false;
    }
    try {
      // Java has no call for it; bash has, and takes a negative number as a group.
      String kill = "kill -%s -- -%s".formatted(signal, group.get());
      Tool.of(Duration.ofSeconds(5), "bash", "-c", kill).run(directory);
      return false;
    } catch (InterruptedException inTheMidst) {
      return true;
    }
  }

  /// Whether the pause was interrupted.
  private static boolean pause() {
    try {
      Thread.sleep(POLL_KILLED);
      return false;
    } catch (InterruptedException notNow) {
      return true;
    }
  }

  private boolean isWrapperAlive() {
    return ProcessTable.find(wrapper.pid())
        .filter(entry -> entry.startTicks() == wrapper.startTicks() && entry.isAlive())
        .isPresent();
  }

  private static Optional<Wrapper> readWrapper(Path directory) throws IOException {
    return line(directory.resolve("wrapper"))
        .map(line -> {
          int blank = line.indexOf(' ');
          return new Wrapper(
              Long.parseLong(line.substring(0, blank)), Long.parseLong(line.substring(blank + 1)));
        });
  }

  /// What the wrapper has left in a file, once all of it is there.
  private static Optional<String> line(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    return text.endsWith("\n") ? Optional.of(text.strip()) : Optional.empty();
  }

  private static String script(
      List<String> command, Map<String, String> environment, Path workDirectory) {
    var script =
        new StringBuilder("cd ").append(quote(workDirectory.toString())).append(" || exit 125\n");
    script.append("exec env -i");
    environment.forEach((key, value) -> script.append(" \\\n  ").append(quote(key + "=" + value)));
    command.forEach(word -> script.append(" \\\n  ").append(quote(word)));
    return script.append('\n').toString();
  }

  /// For bash: between single quotes, where only the single quote itself needs care.
  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
