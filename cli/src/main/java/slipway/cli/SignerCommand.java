package slipway.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.publisher.signer.SignerServer;
import slipway.xbps.Passphrases;
import slipway.xbps.RsaSigner;
import slipway.xbps.XbpsFormatException;

/// `slipway signer`: has the key, and signs digests for the publisher.
@Command(
    name = "signer",
    header = "The signing process: has the key, sees digests only, and writes down what it signs.",
    description = {
      "",
      "Run it as a user of its own, whose group the publisher is in: who may write to the socket may have things signed.",
      "A locked key is unlocked with --passphrase-file, $XBPS_PASSPHRASE, or what is asked for at the terminal."
    })
final class SignerCommand implements Callable<Integer> {
  @Option(names = "--key", required = true, paramLabel = "PEM", description = "the RSA key")
  private @Nullable Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line unlocks the key")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--socket",
      required = true,
      paramLabel = "PATH",
      description = "where it listens")
  private @Nullable Path socket;

  @Option(
      names = "--audit",
      required = true,
      paramLabel = "FILE",
      description = "gets a line for each request, before it is answered")
  private @Nullable Path audit;

  @Option(
      names = "--per-minute",
      paramLabel = "N",
      description = "signatures at most; as many may come at once (default: ${DEFAULT-VALUE})")
  private int perMinute = 3_000;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (key == null || socket == null || audit == null || spec == null) {
      throw new Failure("--key, --socket and --audit are needed.");
    }
    if (perMinute < 1) {
      throw new Failure("--per-minute must be at least 1.");
    }
    try {
      RsaSigner signer = open(key);
      var server = SignerServer.start(socket, signer, perMinute, audit, InstantSource.system());
      spec.commandLine()
          .getOut()
          .printf("signs with %s at %s%n", signer.publicKey().fingerprint(), socket);
      spec.commandLine().getOut().flush();
      Service.untilTerminated(server);
      return 0;
    } catch (IOException told) {
      throw new Failure(String.valueOf(told.getMessage()));
    }
  }

  private RsaSigner open(Path file) throws IOException {
    Optional<String> given = Passphrases.of(Optional.ofNullable(passphraseFile));
    try {
      return RsaSigner.open(file, given);
    } catch (IOException told) {
      Console console = Objects.requireNonNull(System.console(), "never null since Java 22");
      boolean locked =
          told.getCause() instanceof XbpsFormatException cause
              && String.valueOf(cause.getMessage()).contains("no passphrase was given");
      if (given.isPresent() || !locked || !console.isTerminal()) {
        throw told;
      }
      char[] typed = console.readPassword("Passphrase of %s: ", file);
      return RsaSigner.open(file, Optional.of(new String(typed)));
    }
  }
}
