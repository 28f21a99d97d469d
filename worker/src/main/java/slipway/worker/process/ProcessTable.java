package slipway.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The processes of this host, read from `/proc` (proc(5)) in one pass.
public record ProcessTable(List<Entry> entries) {
  private static final Path PROC = Path.of("/proc");
  private static final long PAGE_BYTES = 4096;

  /// One process.
  ///
  /// @param startTicks clock ticks between boot and its start; with the id it names a process for
  ///   good
  /// @param residentBytes memory that it holds now, shared pages included
  public record Entry(
      long pid, char state, long group, long session, long startTicks, long residentBytes) {
    /// A zombie has ended, though its parent has not asked for its exit status yet.
    boolean isAlive() {
      return state != 'Z' && state != 'X';
    }
  }

  public ProcessTable {
    entries = List.copyOf(entries);
  }

  /// Reads all of `/proc`; about 20 µs a process.
  public static ProcessTable read() throws IOException {
    var entries = new ArrayList<Entry>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        readStat(process).ifPresent(entries::add);
      }
    }
    return new ProcessTable(entries);
  }

  static Optional<Entry> find(long pid) {
    return readStat(PROC.resolve(Long.toString(pid)));
  }

  /// Living processes of a session, those that the command of a wrapper started and that did not
  /// leave it.
  List<Entry> ofSession(long session) {
    return entries.stream().filter(e -> e.session() == session && e.isAlive()).toList();
  }

  /// Bytes that a session's processes hold together. Pages that they share count more than once.
  long residentBytesOf(long session) {
    return ofSession(session).stream().mapToLong(Entry::residentBytes).sum();
  }

  /// Living processes whose first environment holds `variable=value`, wherever they have moved to
  /// since.
  List<Entry> withEnvironment(String variable, String value) {
    String wanted = "\0" + variable + "=" + value + "\0";
    return entries.stream()
        .filter(e -> e.isAlive() && ("\0" + environmentOf(e.pid())).contains(wanted))
        .toList();
  }

  private static String environmentOf(long pid) {
    return read(pid, "environ");
  }

  /// The words of a process's command, each ended by a zero byte; empty if it has ended.
  static String commandOf(long pid) {
    return read(pid, "cmdline");
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(
          PROC.resolve(Long.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrNotOurs) {
      return "";
    }
  }

  private static Optional<Entry> readStat(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The command's name stands in parentheses and may hold anything, blanks and parentheses too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new Entry(
              Long.parseLong(stat.substring(0, stat.indexOf(' '))),
              fields[0].charAt(0),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19]),
              Long.parseLong(fields[21]) * PAGE_BYTES));
    } catch (IOException endedMeanwhile) {
      return Optional.empty();
    }
  }
}
