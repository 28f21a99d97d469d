package slipway.cli;

import java.io.Console;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.publisher.signer.MutualTls;
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
      "Run it as a user of its own, whose group the publisher is in: who may write to",
      "the socket may have things signed.",
      "On a machine of its own, use --listen instead of --socket: who shows a",
      "certificate of --ca with a name of --client may have things signed.",
      "`slipway keys signer` makes such certificates.",
      "A locked key is unlocked with --passphrase-file, $XBPS_PASSPHRASE, or what is",
      "asked for at the terminal."
    })
final class SignerCommand implements Callable<Integer> {
  @Option(names = "--key", required = true, paramLabel = "PEM", description = "the RSA key")
  private @Nullable Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line unlocks the key")
  private @Nullable Path passphraseFile;

  @Option(names = "--socket", paramLabel = "PATH", description = "the Unix socket where it listens")
  private @Nullable Path socket;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "listen there instead, with TLS")
  private @Nullable String listen;

  @Option(
      names = "--certificate",
      paramLabel = "PEM",
      description = "with --listen: its certificate, which names the host")
  private @Nullable Path certificate;

  @Option(
      names = "--certificate-key",
      paramLabel = "PEM",
      description = "with --listen: the certificate's key")
  private @Nullable Path certificateKey;

  @Option(
      names = "--ca",
      paramLabel = "PEM",
      description = "with --listen: the authority of the clients' certificates")
  private @Nullable Path authority;

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description =
          "with --listen: a name in a certificate that may have things signed; repeatable")
  private Set<String> clients = new TreeSet<>();

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
    if (key == null || audit == null || spec == null || (socket == null) == (listen == null)) {
      throw new Failure("--key, --audit, and either --socket or --listen are needed.");
    }
    if (perMinute < 1) {
      throw new Failure("--per-minute must be at least 1.");
    }
    try {
      RsaSigner signer = open(key);
      SignerServer server =
          socket != null
              ? SignerServer.start(socket, signer, perMinute, audit, InstantSource.system())
              : listening(String.valueOf(listen), signer, audit);
      spec.commandLine()
          .getOut()
          .printf("signs with %s at %s%n", signer.publicKey().fingerprint(), server.address());
      spec.commandLine().getOut().flush();
      Service.untilTerminated(server);
      return 0;
    } catch (IOException told) {
      throw new Failure(String.valueOf(told.getMessage()));
    }
  }

  private SignerServer listening(String where, RsaSigner signer, Path auditFile)
      throws IOException {
    if (certificate == null || certificateKey == null || authority == null || clients.isEmpty()) {
      throw new Failure(
          "--listen needs --certificate, --certificate-key, --ca, and a --client for each who may have things signed.");
    }
    int colon = where.lastIndexOf(':');
    String port = where.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Failure("--listen: \"%s\" is not HOST:PORT.".formatted(where));
    }
    var address = new InetSocketAddress(where.substring(0, colon), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new Failure("--listen: \"%s\" is no address of this machine.".formatted(where));
    }
    return SignerServer.start(
        address,
        new MutualTls(certificate, certificateKey, authority),
        clients,
        signer,
        perMinute,
        auditFile,
        InstantSource.system());
  }

  @SuppressWarnings("SystemConsoleNull") // Java 25 gives none again where there is no terminal.
  private RsaSigner open(Path file) throws IOException {
    Optional<String> given = Passphrases.of(Optional.ofNullable(passphraseFile));
    try {
      return RsaSigner.open(file, given);
    } catch (IOException told) {
      Console console = System.console();
      boolean locked =
          told.getCause() instanceof XbpsFormatException cause
              && String.valueOf(cause.getMessage()).contains("no passphrase was given");
      if (given.isPresent() || !locked || console == null || !console.isTerminal()) {
        throw told;
      }
      char[] typed = console.readPassword("Passphrase of %s: ", file);
      return RsaSigner.open(file, Optional.of(new String(typed)));
    }
  }
}
