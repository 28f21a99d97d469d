package slipway.webui;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import slipway.proto.FarmEvent;
import slipway.webui.login.Passwords;
import slipway.webui.login.Role;

/// The web UI with a made-up farm behind it, to look at pages: `http://127.0.0.1:8080/`, or the
/// port that is given. Log in as `olga` with the password `playground`.
final class Playground {

  private Playground() {}

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
    var directory = Files.createTempDirectory("slipway-playground");
    var users = directory.resolve("users");
    Files.writeString(
        users, Passwords.hash("olga", Role.OPERATOR, "playground".toCharArray()) + "\n");
    Files.createDirectory(directory.resolve("repo"));
    try (var farm = new FakeFarm().start()) {
      SampleFarm.fill(farm);
      var config =
          new WebUiConfig(
              "Slipway",
              "127.0.0.1",
              port,
              List.of(farm.address()),
              Optional.empty(),
              Optional.empty(),
              Optional.of(directory.resolve("repo")),
              Optional.of(users),
              Optional.of("playground"),
              "master",
              true);
      try (var ui = WebUi.start(config)) {
        System.out.println("Look at " + ui.address() + " (olga, playground)");
        live(farm);
      }
    }
  }

  /// Prints a line of each running build twice a second, and tells of it now and then.
  private static void live(FakeFarm farm) throws InterruptedException {
    for (int i = 40_001; ; i++) {
      for (var build : farm.overview.getBuildingList()) {
        farm.log(build.getAttempt()).print(SampleLog.step(i, 54_120) + "\n");
      }
      if (i % 10 == 0) {
        farm.emit(FarmEvent.newBuilder().setBuild(farm.overview.getBuilding(0)));
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }
}
