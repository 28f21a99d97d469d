package slipway.tests.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A cable between two network namespaces: that of this process, which must be one of its own, and
/// another one that is made here. Both have nothing but the cable and a loopback; the host's
/// network is not touched.
final class Cable implements AutoCloseable {
  /// This end's address.
  static final String HERE = "10.99.0.1";

  private static final String THERE = "10.99.0.2";

  /// Slow enough that a cut meets what is on its way.
  private static final String RATE = "100mbit";

  private final Process holder;

  private Cable(Process holder) {
    this.holder = holder;
  }

  /// A command that runs the rest of its arguments in a network namespace of its own.
  static List<String> apart() {
    return List.of("unshare", "--net");
  }

  static Cable lay() throws IOException, InterruptedException {
    Process holder = new ProcessBuilder("unshare", "--net", "sleep", "infinity").start();
    var cable = new Cable(holder);
    Path own = Path.of("/proc/self/ns/net");
    Path others = Path.of("/proc/" + holder.pid() + "/ns/net");
    Awaitility.await("another network namespace")
        .until(() -> !Files.readSymbolicLink(others).equals(Files.readSymbolicLink(own)));
    run("ip link set lo up");
    run("ip link add cable type veth peer name plug netns " + holder.pid());
    run("ip addr add " + HERE + "/24 dev cable");
    run("ip link set cable up");
    cable.runThere("ip link set lo up");
    cable.runThere("ip addr add " + THERE + "/24 dev plug");
    cable.runThere("ip link set plug up");
    cable.runThere("tc qdisc add dev plug root tbf rate " + RATE + " burst 64k latency 200ms");
    return cable;
  }

  /// A command that runs the rest of its arguments at the other end.
  String[] there() {
    return new String[] {"nsenter", "--net=/proc/" + holder.pid() + "/ns/net"};
  }

  /// From now on nothing arrives, and nobody is told.
  void cut() throws IOException, InterruptedException {
    run("ip link set cable down");
  }

  void join() throws IOException, InterruptedException {
    run("ip link set cable up");
  }

  /// Lets both ends forget all connections, as they would by themselves after a while.
  void forgetConnections() throws IOException, InterruptedException {
    // It says "Invalid argument" of what it cannot end, such as listening sockets.
    run("ss --kill state established || true");
    runThere("ss --kill state established || true");
  }

  /// Bytes that have arrived at this end, with all that the protocols add.
  long received() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/dev")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("cable:"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1]))
        .sum();
  }

  private void runThere(String command) throws IOException, InterruptedException {
    run(Stream.concat(Stream.of(there()), Stream.of("sh", "-c", command)).toList());
  }

  private static void run(String command) throws IOException, InterruptedException {
    run(List.of("sh", "-c", command));
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output.strip());
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
