package slipway.master;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogStore;
import slipway.master.farm.PublishingView;
import slipway.master.farm.TreeView;
import slipway.master.history.History;
import slipway.master.intake.Intake;
import slipway.master.journal.Journal;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.SteadyTime;
import slipway.master.plan.Planning;
import slipway.master.publish.Publishing;
import slipway.master.workers.Acceptance;
import slipway.master.workers.DeliveredInFull;
import slipway.publisher.Layout;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;
import slipway.publisher.PublisherConfig;
import slipway.publisher.signer.RemoteSigner;
import slipway.publisher.signer.SignerAddress;
import slipway.xbps.Passphrases;
import slipway.xbps.RsaSigner;
import slipway.xbps.Signer;

/// The loops of a real farm: a git tree that is planned from, and a repository that is published
/// to.
final class TreeAndRepository implements Loops {
  /// A first sync of a whole distribution may take its time.
  private static final Duration SYNC_TIMEOUT = Duration.ofHours(6);

  private static final Duration SIGNER_PATIENCE = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(TreeAndRepository.class);

  private final Planning planning;
  private final Publishing publishing;
  private final Acceptance acceptance;

  private TreeAndRepository(Planning planning, Publishing publishing, Acceptance acceptance) {
    this.planning = planning;
    this.publishing = publishing;
    this.acceptance = acceptance;
  }

  /// Opens the repository first, which takes a while, and the rest when the master has its own.
  static final class Opener implements Maker {
    private final MasterConfig config;
    private final InstantSource time = SteadyTime.start();
    private @Nullable Signer signer;
    private @Nullable Publisher publisher;

    Opener(MasterConfig config) {
      this.config = config;
    }

    /// @throws IOException if the signing key or the repository cannot be used
    @Override
    public void prepare() throws IOException {
      Signer opened = signer(config.signing());
      signer = opened;
      publisher = Publisher.open(publisherConfig(config, opened));
    }

    private static Signer signer(MasterConfig.Signing signing) throws IOException {
      if (signing.signer().isPresent()) {
        return RemoteSigner.connect(SignerAddress.at(signing.signer().get()), SIGNER_PATIENCE);
      }
      if (signing.signerTls().isPresent()) {
        var at = signing.signerTls().get();
        return RemoteSigner.connect(
            SignerAddress.at(at.host(), at.port(), at.tls()), SIGNER_PATIENCE);
      }
      Path key = signing.key().orElseThrow();
      return RsaSigner.open(key, Passphrases.of(signing.passphraseFile()));
    }

    @Override
    public Loops make(History history, Intake intake, LogStore logs) {
      var publishing =
          new Publishing(Objects.requireNonNull(publisher), settings(), intake, history, time);
      var planning =
          new Planning(
              StoredFarm.catalogConfig(config, config.dataDirectory()),
              config.tree().branch(),
              config.policy().planEvery(),
              history,
              publishing::published,
              publishing::releasedVersion,
              config.repository().upkeep().earlyCutOff(),
              time);
      return new TreeAndRepository(planning, publishing, new DeliveredInFull(logs, intake));
    }

    private Publishing.Settings settings() {
      return new Publishing.Settings(
          config.repository().directory(),
          config.repository().url(),
          Objects.requireNonNull(signer).publicKey().pem(),
          config.targets(),
          config.repository().upkeep().incompleteAfter(),
          config.repository().upkeep().keep());
    }
  }

  private static PublisherConfig publisherConfig(MasterConfig config, Signer signer) {
    List<Mirror> mirrors =
        config.mirrors().stream()
            .map(mirror ->
                new Mirror(mirror.name(), mirror.destination(), mirror.url(), mirror.required()))
            .toList();
    MasterConfig.Upkeep upkeep = config.repository().upkeep();
    return new PublisherConfig(
        config.repository().directory(),
        Layout.VOID,
        mirrors,
        signer,
        config.signing().signedBy(),
        upkeep.legacySignatures(),
        upkeep.grace(),
        SYNC_TIMEOUT,
        upkeep.mirrorKibPerSecondMax(),
        upkeep.earlyCutOff(),
        InstantSource.system());
  }

  @Override
  public TreeView tree() {
    return planning;
  }

  @Override
  public PublishingView publishing() {
    return publishing;
  }

  @Override
  public Acceptance acceptance() {
    return acceptance;
  }

  @Override
  public void begin(FarmLoop loop) {
    publishing.begin(loop, planning::partOf);
    planning.begin(loop);
  }

  @Override
  public void happened(List<Journal.Entry> entries) {
    publishing.happened(entries);
  }

  @Override
  public void end() {
    planning.end();
    publishing.end();
  }

  @Override
  public void close() {
    planning.close();
    try {
      publishing.close();
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("repository not closed");
    }
  }
}
