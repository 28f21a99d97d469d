package slipway.webui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import slipway.webui.login.QuickPasswords;
import slipway.webui.login.Role;

/// A running web UI in front of a fake farm, with three people who may log in.
abstract class WebUiTest {

  static final String SECRET = "webhook-secret-of-the-test";
  static final String PASSWORD = "correct horse";

  private static final String USERS =
      QuickPasswords.hash("vera", Role.VIEWER, PASSWORD)
          + "\n# committers\n"
          + QuickPasswords.hash("carl", Role.COMMITTER, PASSWORD)
          + "\n\n"
          + QuickPasswords.hash("olga", Role.OPERATOR, PASSWORD)
          + "\n";

  @TempDir Path directory;
  final FakeFarm farm = new FakeFarm();
  WebUi ui;
  Browser browser;

  @BeforeEach
  void startBoth() throws IOException {
    Files.createDirectory(directory.resolve("repo"));
    Files.writeString(directory.resolve("users"), USERS);
    farm.start();
    ui = WebUi.start(config());
    browser = new Browser(ui);
  }

  @AfterEach
  void stopBoth() {
    browser.close();
    ui.close();
    farm.close();
  }

  WebUiConfig config() {
    return config(true);
  }

  final WebUiConfig config(boolean publicReading) {
    return new WebUiConfig(
        "Harbour",
        "127.0.0.1",
        0,
        List.of(farm.address()),
        Optional.empty(),
        Optional.of("token-of-the-ui"),
        Optional.of(directory.resolve("repo")),
        Optional.of(directory.resolve("users")),
        Optional.of(SECRET),
        "master",
        publicReading);
  }
}
