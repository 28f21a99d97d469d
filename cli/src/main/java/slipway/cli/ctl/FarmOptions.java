package slipway.cli.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import slipway.cli.Failure;

/// Where a running farm is, and who asks.
public final class FarmOptions {
  @Option(
      names = "--master",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SLIPWAY_MASTER:-127.0.0.1:7700}",
      description = "a master of the farm (default: ${DEFAULT-VALUE})")
  private String master = "";

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:SLIPWAY_CA}",
      description =
          "PEM certificate that the farm's is signed with; without it the connection is not encrypted")
  private @Nullable Path ca;

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:SLIPWAY_TOKEN_FILE}",
      description =
          "file with the token that says who you are; not needed for reading a public farm")
  private @Nullable Path tokenFile;

  /// `host:port`.
  public String master() {
    return master;
  }

  public FarmConnection connect() throws IOException {
    String token = null;
    if (tokenFile != null) {
      try {
        token = Files.readString(tokenFile).strip();
      } catch (IOException unreadable) {
        throw new Failure(
            "Cannot read the token file " + tokenFile + ": " + unreadable.getMessage());
      }
    }
    return FarmConnection.open(master, ca, token);
  }
}
