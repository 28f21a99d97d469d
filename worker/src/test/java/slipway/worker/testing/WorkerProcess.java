package slipway.worker.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;

/// A worker in a process of its own, so that it can be killed.
public record WorkerProcess(Process process) implements AutoCloseable {
  /// The process itself: a worker with the configuration of a {@link TestFarm}.
  ///
  /// @param arguments the farm's directory, and the address of its master
  public static void main(String[] arguments) throws Exception {
    WorkerConfig config = TestFarm.config(Path.of(arguments[0]), arguments[1]);
    try (Worker _ = Worker.start(config, "test", new SimpleMeterRegistry())) {
      new CountDownLatch(1).await();
    }
  }

  /// Starts one on the farm's directories.
  ///
  /// @param before a command that runs the rest of its arguments, such as `unshare`; may be empty
  public static WorkerProcess start(TestFarm farm, List<String> before) throws IOException {
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            WorkerProcess.class.getName(), farm.directory().toString(), farm.master().address()));
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
