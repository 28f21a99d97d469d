package slipway.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.cli.ctl.FarmConnection;

/// `slipway demo`: starts a farm on this machine, plays pushes through it, and stays up (or checks
/// and exits).
@Command(
    name = "demo",
    header = "A whole farm on this machine, and a few pushes through it.",
    description = {
      "",
      "Starts a master, a glibc worker and a musl worker as processes of their own, with TLS between them, and the web",
      "UI. Builds, signs and publishes the sample tree; its git repository has a hook that tells the farm of what follows:",
      "a mended package, a library bump, and a package that really runs out of disk space on the small worker.",
      "Stays up until interrupted, or with --once checks the mirror as a user would, prints a summary and exits."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "check the result, print one summary and exit")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "where the web UI listens (default: 8700; with --once: any free one)")
  private @Nullable Integer port;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "where everything is kept; emptied first if a demo made it (default: slipway-demo here; with --once: "
              + "a temporary one, deleted at the end if all went well)")
  private @Nullable Path directory;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    InstantSource time = InstantSource.system();
    Instant began = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    Path place = DemoDirectory.make(directory, once);
    SampleTree tree = SampleTree.create(sample(), place);
    var pushed = new FutureTask<>(tree::pushFirst);
    Thread.ofVirtual().start(pushed);
    var narrator = new Narrator(out(), began, time);
    try (DemoFarm farm =
        DemoFarm.prepare(
            place, tree, port == null ? (once ? 0 : 8700) : port, new SecureRandom())) {
      String first = firstCommit(pushed);
      farm.start();
      tell(narrator, farm);
      try (FarmConnection connection = farm.connect()) {
        Thread retelling = narrator.retell(connection);
        new Story(tree, connection, narrator, farm::checkAlive, time).play(first);
        for (String line : FinalCheck.run(farm.mirror(), place, farm.repositoryKey())) {
          narrator.line(line);
        }
        retelling.interrupt();
        Duration wall = Duration.between(began, time.instant());
        out().println();
        Summary.of(connection).lines(began, wall).forEach(out()::println);
        out().flush();
        if (!once) {
          stayUp(narrator, farm);
        }
      }
    }
    if (once && directory == null) {
      DemoDirectory.delete(place);
    }
    return 0;
  }

  private static String firstCommit(FutureTask<String> pushed)
      throws IOException, InterruptedException {
    try {
      return pushed.get();
    } catch (ExecutionException failed) {
      throw new IOException("The sample tree could not be pushed: " + failed.getCause(), failed);
    }
  }

  private void tell(Narrator narrator, DemoFarm farm) {
    narrator.line("the web UI is at " + farm.webAddress());
    narrator.line("log in as " + DemoFarm.OPERATOR + " with the password " + farm.password());
    narrator.line("everything is kept in " + farm.directory());
  }

  private void stayUp(Narrator narrator, DemoFarm farm) throws InterruptedException {
    out().println();
    narrator.line(
        "still up: "
            + farm.webAddress()
            + " (log in as "
            + DemoFarm.OPERATOR
            + " / "
            + farm.password()
            + ")");
    narrator.line("on the command line: " + farm.ctlHint());
    narrator.line("Ctrl-C ends it");
    var interrupted = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(farm::close));
    interrupted.await();
  }

  static Path sample() {
    String home = Optional.ofNullable(System.getenv("SLIPWAY_HOME")).orElse(".");
    Path sample = Path.of(home, "sample").toAbsolutePath().normalize();
    if (!Files.isDirectory(sample.resolve("srcpkgs"))) {
      throw new Failure(
          "No sample tree at " + sample + ". Start the demo with ./slipway demo, from a checkout.");
    }
    return sample;
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    return spec.commandLine().getOut();
  }
}
