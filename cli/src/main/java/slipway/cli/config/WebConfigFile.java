package slipway.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import slipway.cli.Failure;
import slipway.webui.WebUiConfig;

/// The web UI's configuration file. `docs/manual.md` lists its keys.
public final class WebConfigFile {
  private static final int DEFAULT_PORT = 8700;

  private WebConfigFile() {}

  /// @throws Failure naming every mistake
  public static WebUiConfig read(Path file) {
    Settings settings = Settings.read(file);
    Settings listen = settings.table("listen");
    String farm = settings.text("farm", "Slipway");
    String address = listen.text("address", "127.0.0.1");
    int port = listen.integer("port", DEFAULT_PORT);
    List<String> masters = settings.texts("masters");
    Optional<Path> trust = settings.optionalPath("trust");
    Optional<String> token = secret(settings, "token-file");
    Optional<Path> repository = settings.optionalPath("repository");
    Optional<Path> users = settings.optionalPath("users");
    Optional<String> webhookSecret = secret(settings, "webhook-secret-file");
    String branch = settings.text("branch", "master");
    boolean publicReading = settings.flag("public-reading", true);
    settings.finish(file);
    try {
      return new WebUiConfig(
          farm,
          address,
          port,
          masters,
          trust,
          token,
          repository,
          users,
          webhookSecret,
          branch,
          publicReading);
    } catch (IllegalArgumentException wrong) {
      throw new Failure(file + ": " + wrong.getMessage());
    }
  }

  /// What a file holds that only its owner should read.
  static Optional<String> secret(Settings settings, String key) {
    return settings
        .optionalPath(key)
        .flatMap(secretFile -> {
          try {
            return Optional.of(Files.readString(secretFile).strip());
          } catch (IOException unreadable) {
            settings.mistake(key, "cannot read " + secretFile);
            return Optional.empty();
          }
        });
  }
}
