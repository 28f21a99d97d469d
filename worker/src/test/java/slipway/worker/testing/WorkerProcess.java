package slipway.worker.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;
import slipway.worker.WorkerConfigReader;

/// A worker in a process of its own, so that it can be killed.
public record WorkerProcess(Process process) implements AutoCloseable {
  /// The process itself: runs the worker of the configuration file that is its argument.
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]).toAbsolutePath();
    var result =
        WorkerConfigReader.read(
            new ObjectMapper().readTree(file.toFile()), file.resolveSibling(""));
    WorkerConfig config =
        result
            .config()
            .orElseThrow(() -> new IllegalArgumentException(result.mistakes().toString()));
    try (Worker _ = Worker.start(config, "test", new SimpleMeterRegistry())) {
      new CountDownLatch(1).await();
    }
  }

  /// Starts one on the farm's directories.
  ///
  /// @param before a command that runs the rest of its arguments, such as `unshare`; may be empty
  public static WorkerProcess start(TestFarm farm, List<String> before) throws IOException {
    Path config = farm.directory().resolve("worker.json");
    ObjectNode json = new ObjectMapper().createObjectNode();
    WorkerConfig like = farm.config();
    json.put("name", like.name());
    json.putArray("masters").add(farm.master().address());
    json.put("token_file", like.tokenFile().toString());
    json.putArray("host_architectures").add("x86_64").add("x86_64-musl");
    json.put("slots", like.slots());
    json.putObject("timing").put("report_every", "200 ms").put("kill_grace", "300 ms");
    Files.writeString(config, json.toString());
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(List.of(WorkerProcess.class.getName(), config.toString()));
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(farm.directory().resolve("worker.out").toFile()));
    return new WorkerProcess(builder.start());
  }

  /// As the kernel does it for want of memory: without a word.
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
