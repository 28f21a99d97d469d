package slipway.catalog.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import slipway.catalog.EvaluationLimits;
import slipway.catalog.Target;

/// One bash that evaluates templates on order, kept alive from one to the next. Used by one thread
/// at a time.
final class EvaluatorProcess implements AutoCloseable {
  private static final List<String> FILES = List.of("result", "reads", "noise", "state", "list");

  private final Path writable;
  private final EvaluationLimits limits;
  private final ScheduledExecutorService keeper;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private String freshState = "";

  private EvaluatorProcess(
      Path writable, EvaluationLimits limits, ScheduledExecutorService keeper, Process process) {
    this.writable = writable;
    this.limits = limits;
    this.keeper = keeper;
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// What one run left.
  ///
  /// @param status exit status of the subshell; 128 and more for a signal
  /// @param leftovers whether processes were still running at the end; they are gone now
  /// @param timedOut whether it was killed for its time; then this evaluator has ended
  /// @param fields of its result
  /// @param reads lines of a package's name and a watched variable that it read in a command
  ///   substitution
  /// @param noise what it printed, up to the limit
  record Run(
      int status,
      boolean leftovers,
      boolean timedOut,
      List<String> fields,
      String reads,
      String noise) {}

  /// Starts a bash.
  ///
  /// @param tree the files to evaluate
  /// @param writable an empty directory for this process alone
  /// @param keeper has one thread, which outlives the process: the sandbox dies with the thread
  ///   that started it
  static EvaluatorProcess start(
      Sandbox sandbox,
      Path script,
      Path tree,
      Path writable,
      EvaluationLimits limits,
      List<String> watched,
      ScheduledExecutorService keeper)
      throws IOException {
    Files.createDirectories(writable);
    for (String file : FILES) {
      Path path = writable.resolve(file);
      Files.write(path, new byte[0]);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    var arguments = new java.util.ArrayList<String>();
    Sandbox.Places places = sandbox.places(tree, writable);
    arguments.addAll(List.of(places.tree(), places.writable()));
    arguments.add(Long.toString(Math.max(1, limits.processorTime().toSeconds())));
    arguments.add(Long.toString(limits.memoryBytes() >> 10));
    arguments.add(Long.toString(limits.outputBytes() >> 10));
    arguments.add(Integer.toString(limits.processes()));
    arguments.add(sandbox.isAlone() ? "alone" : "shared");
    arguments.addAll(watched);
    var builder =
        new ProcessBuilder(sandbox.command(tree, writable, FILES, script, arguments))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = keeper.submit(builder::start).get();
      return new EvaluatorProcess(writable, limits, keeper, process);
    } catch (ExecutionException e) {
      throw new IOException("Cannot start bash to evaluate templates: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while bash was starting", e);
    }
  }

  /// The variables that the profiles of a target set, as fields of name and value.
  Run profile(Target target) throws IOException {
    return order("profile " + target.host() + " " + target.architecture());
  }

  /// Remembers the values of the watched variables under a number.
  ///
  /// @param values by the variable's place in the list of watched names
  void define(int target, Map<Integer, String> values) throws IOException {
    var line = new StringBuilder("target ").append(target);
    values.forEach(
        (index, value) -> line.append(" [").append(index).append("]=").append(quote(value)));
    send(line.toString());
    answers.readLine();
  }

  private static String quote(String value) {
    return "'" + value.replace("'", "'\\''").replace('\n', ' ') + "'";
  }

  /// Evaluates templates, one after the other, in one subshell, with watched variables.
  ///
  /// @param sliced whether style and helpers are the sliced ones
  Run watched(boolean sliced, int target, List<String> names) throws IOException {
    return order((sliced ? "sliced " : "watched ") + target + " " + String.join(" ", names));
  }

  /// Looks at the state of a subshell in which nothing was evaluated.
  void rememberState() throws IOException {
    watched(false, 0, List.of());
    freshState = read("state");
  }

  /// Whether the last run left the shell as it would be without it, so that its templates had no
  /// influence on each other.
  boolean stateIsFresh() throws IOException {
    return read("state").equals(freshState);
  }

  /// Evaluates one template with ordinary variables, which nobody watches.
  Run plain(int target, String name) throws IOException {
    return order("plain " + target + " " + name);
  }

  private Run order(String line) throws IOException {
    var timedOut = new AtomicBoolean();
    var watchdog =
        keeper.schedule(
            () -> {
              timedOut.set(true);
              kill();
            },
            limits.wallTime().toMillis(),
            TimeUnit.MILLISECONDS);
    String answer;
    try {
      send(line);
      answer = answers.readLine();
    } catch (IOException e) {
      answer = null;
    } finally {
      watchdog.cancel(false);
    }
    List<String> fields = TemplateRecord.fields(Files.readAllBytes(writable.resolve("result")));
    String reads = read("reads");
    String noise = read("noise");
    if (answer == null) {
      kill();
      return new Run(255, false, timedOut.get(), fields, reads, noise);
    }
    String[] words = answer.split(" ", -1);
    int status = Integer.parseInt(words[0]);
    return new Run(status, !words[1].equals("0"), timedOut.get(), fields, reads, noise);
  }

  private String read(String file) throws IOException {
    return new String(Files.readAllBytes(writable.resolve(file)), StandardCharsets.UTF_8);
  }

  private void send(String line) throws IOException {
    orders.write(line);
    orders.write('\n');
    orders.flush();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    try {
      orders.close();
    } catch (IOException e) {
      // The other end is gone, which is what was wanted.
    }
    try {
      process.waitFor();
      for (String file : FILES) {
        Files.deleteIfExists(writable.resolve(file));
      }
      Files.deleteIfExists(writable);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
