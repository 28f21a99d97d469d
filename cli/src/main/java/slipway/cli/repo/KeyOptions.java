package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import slipway.cli.Failure;
import slipway.cli.config.Settings;
import slipway.publisher.Layout;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;
import slipway.publisher.PublisherConfig;
import slipway.publisher.Repositories;
import slipway.publisher.signer.RemoteSigner;
import slipway.publisher.signer.SignerAddress;
import slipway.xbps.Passphrases;
import slipway.xbps.RepositoryKey;
import slipway.xbps.RsaSigner;
import slipway.xbps.Signer;

/// How a command that writes gets at the repository: which key, whose, and what layout.
final class KeyOptions {
  private static final Duration SIGNER_PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = "--key",
      paramLabel = "PEM",
      description =
          "the private RSA key; its passphrase, if it has one, is read from $XBPS_PASSPHRASE")
  private @Nullable Path key;

  @Option(
      names = "--signer",
      paramLabel = "SOCKET",
      description = "instead of --key: the socket of a running `slipway signer`")
  private @Nullable Path signerSocket;

  @Option(
      names = "--signed-by",
      paramLabel = "NAME",
      description = "who signs, as clients show it (default: what the repository says)")
  private @Nullable String signedBy;

  @Option(names = "--tree", description = "DIR is the root of a tree in Void's layout")
  private boolean tree;

  @Option(names = "--legacy", description = "write .sig files too, for clients before 0.60")
  private boolean legacy;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "how long files that are no longer listed are kept (default: ${DEFAULT-VALUE})")
  private String grace = "1d";

  /// Opens the repository for writing.
  Publisher open(Path directory, List<Mirror> mirrors) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          "There is no directory %s. `slipway repo init` makes a repository.".formatted(directory));
    }
    RepositoryKey known = repositoryKey(directory);
    return Publisher.open(
        new PublisherConfig(
            directory,
            tree ? Layout.VOID : Layout.ONE_DIRECTORY,
            mirrors,
            signer().orElseGet(() -> Signer.absent(known.publicKey())),
            known.signedBy(),
            legacy,
            graceAsked(),
            Duration.ofHours(1),
            0,
            InstantSource.system()));
  }

  /// What index-meta is to say.
  RepositoryKey repositoryKey(Path directory) throws IOException {
    Optional<RepositoryKey> known =
        Files.isDirectory(directory) ? Repositories.key(directory) : Optional.empty();
    String name =
        Optional.ofNullable(signedBy)
            .or(() -> known.map(RepositoryKey::signedBy))
            .orElseThrow(() ->
                new Failure(
                    "%s is not signed yet: say who signs with --signed-by NAME."
                        .formatted(directory)));
    Optional<Signer> signer = signer();
    if (signer.isPresent()) {
      return new RepositoryKey(signer.get().publicKey(), name);
    }
    return new RepositoryKey(
        known
            .orElseThrow(() ->
                new Failure(
                    "%s is not signed yet: name a key with --key PEM.".formatted(directory)))
            .publicKey(),
        name);
  }

  private Duration graceAsked() {
    return Settings.durationOf(grace)
        .orElseThrow(() -> new Failure("--grace is a length of time such as 90s, 4h or 2d."));
  }

  private Optional<Signer> signer() throws IOException {
    if (key != null && signerSocket != null) {
      throw new Failure("Name a key file or a signer, not both.");
    }
    if (signerSocket != null) {
      return Optional.of(RemoteSigner.connect(SignerAddress.at(signerSocket), SIGNER_PATIENCE));
    }
    return key == null
        ? Optional.empty()
        : Optional.of(RsaSigner.open(key, Passphrases.of(Optional.empty())));
  }
}
