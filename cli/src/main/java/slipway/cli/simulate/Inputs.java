package slipway.cli.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import slipway.cli.Failure;
import slipway.scheduler.Target;
import slipway.scheduler.simulate.Faults;
import slipway.scheduler.simulate.Fleet;
import slipway.scheduler.simulate.SetupTables;
import slipway.scheduler.simulate.Simulation;
import slipway.scheduler.simulate.World;
import slipway.scheduler.simulate.WorldTables;

/// The tables of a simulation: the caller's own, or the year of Void Linux that comes with Slipway.
final class Inputs {
  /// Void's nine targets.
  static final List<Target> TARGETS =
      List.of(
          Target.nativeTo("x86_64"),
          Target.nativeTo("i686"),
          Target.nativeTo("x86_64-musl"),
          new Target("x86_64", "armv7l"),
          new Target("x86_64", "armv6l"),
          new Target("x86_64", "aarch64"),
          new Target("x86_64-musl", "armv7l-musl"),
          new Target("x86_64-musl", "armv6l-musl"),
          new Target("x86_64-musl", "aarch64-musl"));

  private Inputs() {}

  /// The targets of which the directory has a graph.
  static World world(@Nullable Path graphs, @Nullable Path durations, @Nullable Path sizes)
      throws IOException {
    var tables = new WorldTables();
    int count = 0;
    for (var target : TARGETS) {
      String name = "graph-" + target.architecture() + ".tsv.gz";
      var file = graphs == null ? null : graphs.resolve(name);
      if (file == null || Files.exists(file)) {
        tables.graph(target, lines(file, name));
        count++;
      }
    }
    if (count == 0) {
      throw new Failure("No graph-ARCHITECTURE.tsv.gz in " + graphs + ".");
    }
    return tables
        .durations(lines(durations, "durations.tsv.gz"))
        .sizes(lines(sizes, "sizes.tsv.gz"))
        .world();
  }

  static List<Simulation.Push> pushes(@Nullable Path file) throws IOException {
    return WorldTables.pushes(lines(file, "pushes.tsv.gz"));
  }

  static Fleet fleet(@Nullable Path file) throws IOException {
    return SetupTables.fleet(lines(file, "fleet.tsv"));
  }

  static Faults faults(@Nullable Path file) throws IOException {
    return file == null ? Faults.NONE : SetupTables.faults(lines(file, ""));
  }

  /// The plain model: nine slots, each of which can build every target and has room for anything.
  static Fleet plainFleet() {
    var hosts = Set.of("x86_64", "i686", "x86_64-musl");
    long roomBytes = 1L << 50;
    return new Fleet(
        List.of(
            new Fleet.Machine("glibc", hosts, 4, 10, roomBytes, roomBytes, 1),
            new Fleet.Machine("musl", hosts, 3, 6, roomBytes, roomBytes, 1),
            new Fleet.Machine("aarch64", hosts, 2, 6, roomBytes, roomBytes, 1)));
  }

  private static List<String> lines(@Nullable Path file, String builtIn) throws IOException {
    try (var in = open(file, builtIn);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (NoSuchFileException e) {
      throw new Failure("There is no file " + e.getMessage() + ".");
    }
  }

  private static InputStream open(@Nullable Path file, String builtIn) throws IOException {
    var raw =
        file != null
            ? Files.newInputStream(file)
            : Simulation.class.getResourceAsStream("void/" + builtIn);
    if (raw == null) {
      throw new IllegalStateException("the program lacks its table " + builtIn);
    }
    var in = new PushbackInputStream(raw, 2);
    byte[] magic = in.readNBytes(2);
    in.unread(magic);
    boolean isGzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return isGzip ? new GZIPInputStream(in) : in;
  }
}
