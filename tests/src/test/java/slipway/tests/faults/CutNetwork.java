package slipway.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.tests.faults.FaultFarm.Settings;

/// What happens within {@link CutNetworkTest}'s network namespaces: the master is at this end of a
/// cable, a worker at the other.
final class CutNetwork {
  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final int CARGO_BYTES = 16 << 20;

  /// Of what crossed, for TLS, HTTP/2, TCP, reports, and what was on its way when the cable was
  /// cut.
  private static final double OVERHEAD_MOST = 0.15;

  private final FaultFarm farm;
  private final Cable cable;

  private CutNetwork(FaultFarm farm, Cable cable) {
    this.farm = farm;
    this.cable = cable;
  }

  /// @param arguments a directory for the farm
  public static void main(String[] arguments) throws Exception {
    var settings = new Settings(List.of(Cable.HERE + ":7700"), 2, LEASE, "");
    try (Cable cable = Cable.lay();
        FaultFarm farm = FaultFarm.prepare(Path.of(arguments[0]), settings)) {
      farm.startMaster();
      farm.startWorker(cable.there());
      var scenes = new CutNetwork(farm, cable);
      scenes.shorterThanTheLease();
      scenes.longerThanTheLease();
    }
  }

  /// Cut while the log is sent and again while the package is: the build is adopted, and what had
  /// arrived is not sent again.
  private void shorterThanTheLease() throws IOException, InterruptedException {
    farm.talkative("short", 80, CARGO_BYTES);
    farm.push();
    await("the build to talk", () -> cable.received() > 100_000);
    cut();
    long before = farm.saidBytes();
    await("the build to go on without the master", () -> farm.saidBytes() > before + 80_000);
    cable.join();
    await("half of the package to arrive", () -> cable.received() > CARGO_BYTES / 2);
    cut();
    await("the worker to notice", () -> farm.output("worker").contains("upload to be tried again"));
    cable.join();
    Build build = awaitReleased("short");
    long received = cable.received();
    Attempt attempt = farm.attempts(build).getFirst();
    assertThat(farm.attempts(build)).singleElement().matches(a -> a.getCause() == Cause.SUCCEEDED);
    assertThat(farm.heard(attempt.getId())).contains(farm.said(attempt.getId()));
    long needed = CARGO_BYTES + attempt.getLogBytes();
    assertThat(received)
        .as("bytes that crossed, of %d that had to", needed)
        .isBetween(needed, (long) (needed * (1 + OVERHEAD_MOST)));
    System.out.printf("shorter than the lease: %d bytes crossed, %d had to%n", received, needed);
  }

  /// Cut for so long that the build is given to another worker, which delivers it; the first one
  /// comes back with the same build ended, too.
  private void longerThanTheLease() throws IOException, InterruptedException {
    Path go = farm.directory().resolve("go");
    farm.talkativeUntil("long", go);
    farm.push();
    Build build = awaitBuild("long", BuildState.BUILDING);
    long first = build.getAttempt();
    await("the build to talk", () -> farm.heard(first).isPresent());
    cable.cut();
    farm.startSecondWorker();
    await("the lease to run out", () -> farm.attempts(build).size() == 2);
    assertThat(farm.attempts(build).getFirst())
        .matches(attempt -> attempt.getId() == first && attempt.getCause() == Cause.WORKER_LOST)
        .matches(attempt -> attempt.getMessage().contains("no word for"));
    Files.createFile(go);
    awaitReleased("long");
    await("the first worker to have a result, too", () -> farm.hasEnded(first));
    cable.join();
    await("it to be told that nobody wants it", () -> farm.attemptsOfWorker().isEmpty());
    Attempt second = farm.attempts(build).getLast();
    assertThat(farm.attempts(build)).hasSize(2);
    assertThat(second.getCause()).isEqualTo(Cause.SUCCEEDED);
    assertThat(farm.builds()).allMatch(each -> each.getState() == BuildState.RELEASED);
    assertThat(farm.published()).hasSize(2);
    assertThat(farm.isOf(second.getId(), farm.published().getFirst())).isTrue();
    assertThat(farm.heard(second.getId())).contains(farm.said(second.getId()));
    byte[] heard = farm.heard(first).orElseThrow();
    byte[] said = farm.said(first);
    assertThat(Arrays.equals(heard, Arrays.copyOf(said, heard.length)))
        .as("what was heard of attempt %d is what it said first", first)
        .isTrue();
    System.out.printf(
        "longer than the lease: attempt %d lost after %d of %d bytes, attempt %d delivered%n",
        first, heard.length, said.length, second.getId());
  }

  private void cut() throws IOException, InterruptedException {
    cable.cut();
    cable.forgetConnections();
  }

  private Build awaitReleased(String name) {
    return awaitBuild(name, BuildState.RELEASED);
  }

  private Build awaitBuild(String name, BuildState state) {
    await(
        name + " to be " + state,
        () -> farm.build(name).filter(b -> b.getState() == state).isPresent());
    return farm.build(name).orElseThrow();
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    farm.await(what, condition);
  }
}
