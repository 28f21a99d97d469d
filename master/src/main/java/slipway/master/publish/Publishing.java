package slipway.master.publish;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.farm.PublishingView;
import slipway.master.history.History;
import slipway.master.intake.Intake;
import slipway.master.journal.Journal;
import slipway.master.loop.FarmLoop;
import slipway.master.wire.Wire;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.PackageFile;
import slipway.proto.Problem;
import slipway.proto.Receipt;
import slipway.proto.Repository;
import slipway.proto.RepositoryState;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.publisher.CleanReport;
import slipway.publisher.KeepRules;
import slipway.publisher.PublishedPackage;
import slipway.publisher.Publisher;
import slipway.publisher.RepositoryLayout;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;

/// The publishing side of a master: its loop, and what others may ask of it.
public final class Publishing implements PublishingView, AutoCloseable {
  /// Debug packages are no dependency of any build.
  private static final String DEBUG = "debug";

  private static final Duration CLEAN_EVERY = Duration.ofHours(1);

  /// A little less than a minute, since passes come every half.
  private static final Duration TOUCH_EVERY = Duration.ofSeconds(55);

  private static final Logger log = LoggerFactory.getLogger(Publishing.class);

  private final Publisher publisher;
  private final Settings settings;
  private final Intake intake;
  private final RepositoryView view;
  private final PublishedPages pages;
  private final Deliveries deliveries = new Deliveries();
  private final StagedBuilds stagedBuilds = new StagedBuilds();
  private final Mirrors mirrors;
  private final Rollbacks rollbacks;
  private final Releaser releaser;
  private final FileWarnings warnings;
  private final Stager stager;
  private final PublishLoop loop;
  private final InstantSource time;
  private volatile boolean fresh = true;

  /// Of the publishing thread.
  private Instant cleanAgain = Instant.MIN;

  private Instant touchAgain = Instant.MIN;

  /// @param root of the repository
  /// @param url where builders reach it
  /// @param publicKeyPem of the signing key
  /// @param incompleteAfter for how long what a push built waits for the rest of it
  /// @param keep which files stay though nothing lists them and their grace is over
  public record Settings(
      Path root,
      String url,
      String publicKeyPem,
      List<Target> targets,
      Duration incompleteAfter,
      KeepRules keep) {
    public Settings {
      targets = List.copyOf(targets);
    }

    private Set<String> architectures() {
      var architectures = new LinkedHashSet<String>();
      targets.forEach(target -> architectures.add(target.architecture()));
      return architectures;
    }
  }

  public Publishing(
      Publisher publisher, Settings settings, Intake intake, History history, InstantSource time) {
    this.publisher = publisher;
    this.settings = settings;
    this.intake = intake;
    this.time = time;
    loop = new PublishLoop(time);
    view = new RepositoryView(publisher);
    pages = new PublishedPages(publisher);
    mirrors = new Mirrors(publisher, time, loop::wake);
    rollbacks = new Rollbacks(publisher, view);
    releaser =
        new Releaser(
            publisher, view, mirrors, stagedBuilds, rollbacks, settings.incompleteAfter(), time);
    warnings = new FileWarnings(publisher);
    stager = new Stager(publisher, intake, history, warnings);
    settings.architectures().forEach(view::refresh);
  }

  /// Begins to work for a term.
  ///
  /// @param partOf the part of the repository that a package goes to (`nonfree`, …, or empty for
  ///   the main one); nothing while the tree has not been read
  public void begin(FarmLoop farm, Function<PackageTarget, Optional<String>> partOf) {
    deliveries.clear();
    stagedBuilds.clear();
    fresh = true;
    mirrors.begin();
    loop.begin(() -> pass(farm, partOf));
  }

  /// Called by the farm's thread.
  public void happened(List<Journal.Entry> entries) {
    boolean wake = false;
    for (Journal.Entry entry : entries) {
      wake |= deliveries.take(entry);
      stagedBuilds.take(entry.event());
    }
    if (wake) {
      loop.wake();
    }
  }

  public void end() {
    loop.end();
    mirrors.end();
  }

  private boolean pass(FarmLoop farm, Function<PackageTarget, Optional<String>> partOf)
      throws IOException, InterruptedException, Refused {
    if (fresh) {
      deliveries.reset(farm);
      stagedBuilds.reset(farm);
      dropLeftovers(farm);
      fresh = false;
    }
    var waiting = deliveries.waiting();
    boolean staged = waiting.isEmpty() || stager.stage(waiting, farm, partOf);
    settings.architectures().forEach(view::refresh);
    releaser.release(farm);
    touchTimeFiles();
    cleanNowAndThen();
    return staged;
  }

  private void touchTimeFiles() throws IOException {
    if (!time.instant().isBefore(touchAgain)) {
      publisher.touchTimeFiles();
      touchAgain = time.instant().plus(TOUCH_EVERY);
    }
  }

  /// Files that nothing lists any more go after their grace.
  private void cleanNowAndThen() throws IOException, InterruptedException {
    if (time.instant().isBefore(cleanAgain)) {
      return;
    }
    cleanAgain = time.instant().plus(CLEAN_EVERY);
    CleanReport report = publisher.clean(settings.keep());
    if (!report.deleted().isEmpty()) {
      log.atInfo().addKeyValue("files", report.deleted().size()).log("obsolete packages deleted");
    }
  }

  /// Files of attempts that neither run nor have delivered: of a former process, or given up.
  private void dropLeftovers(FarmLoop farm) throws IOException {
    if (!deliveries.waiting().isEmpty()) {
      return;
    }
    Set<Long> running =
        farm.query(state -> {
          var attempts = new LinkedHashSet<Long>();
          state.workers().forEach(w -> w.leases().forEach(l -> attempts.add(l.attempt().value())));
          return attempts;
        });
    intake.dropUnless(running::contains);
  }

  /// What there is for an architecture, stage included: package name to pkgver.
  public Map<String, String> published(String architecture) {
    return publisher.published(architecture);
  }

  @Override
  public ListRepositoriesResponse repositories() {
    var response = ListRepositoriesResponse.newBuilder().addAllMirrors(mirrors.states());
    Map<String, List<String>> heldBack = releaser.heldBack();
    for (String architecture : settings.architectures()) {
      var byDirectory = new TreeMap<String, List<PublishedPackage>>();
      byDirectory.put(mainDirectory(architecture), new ArrayList<>());
      for (PublishedPackage one : view.packages(architecture)) {
        byDirectory.computeIfAbsent(one.directory(), _ -> new ArrayList<>()).add(one);
      }
      byDirectory.forEach((directory, packages) -> {
        var state = state(directory, architecture, packages);
        if (directory.equals(mainDirectory(architecture))) {
          state.addAllHeldBack(heldBack.getOrDefault(architecture, List.of()));
          compare(state, architecture);
        }
        response.addRepositories(state);
      });
    }
    return response.build();
  }

  private RepositoryState.Builder state(
      String directory, String architecture, List<PublishedPackage> packages) {
    long staged = packages.stream().filter(PublishedPackage::staged).count();
    var state =
        RepositoryState.newBuilder()
            .setDirectory(directory.isEmpty() ? "." : directory)
            .setArchitecture(architecture)
            .setPackageCount(packages.size() - staged)
            .setStagedCount(staged);
    try {
      Path repodata = settings.root().resolve(directory).resolve(architecture + "-repodata");
      state.setUpdated(Wire.time(notLater(Files.getLastModifiedTime(repodata).toInstant())));
      state.setIndexSha256(publisher.indexSha256(directory, architecture).orElse(""));
    } catch (IOException notYet) {
      state.clearUpdated();
    }
    return state;
  }

  /// In a burst an index's time runs ahead of the clock.
  private Instant notLater(Instant written) {
    Instant now = time.instant();
    return written.isAfter(now) ? now : written;
  }

  /// Architectures are built one after the other: whether one falls behind is seen against the
  /// first target's.
  private void compare(RepositoryState.Builder state, String architecture) {
    String first = settings.targets().getFirst().architecture();
    if (!architecture.equals(first)) {
      state.setBehindArchitecture(first).setBehindCount(view.behind(architecture, first));
    }
  }

  private static String mainDirectory(String architecture) {
    return RepositoryLayout.directoryOf(architecture, RepositoryLayout.MAIN, "any");
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    loop.trouble()
        .ifPresent(trouble ->
            problems.add(
                Problem.newBuilder()
                    .setKind("publishing")
                    .setText(
                        "Nothing is published: %s\nIt is tried again and again."
                            .formatted(trouble.why()))
                    .setSince(Wire.time(trouble.since()))
                    .build()));
    mirrors.states().stream()
        .filter(mirror -> mirror.getRequired() && !mirror.getProblem().isEmpty())
        .forEach(mirror ->
            problems.add(
                Problem.newBuilder()
                    .setKind("mirror")
                    .setText(
                        "No build counts as released: the mirror %s %s"
                            .formatted(mirror.getName(), mirror.getProblem()))
                    .build()));
    return problems;
  }

  @Override
  public List<Repository> repositoriesFor(Target target) {
    var urls = new LinkedHashSet<String>();
    addUrls(target.architecture(), urls);
    addUrls(target.host(), urls);
    var key = ByteString.copyFrom(settings.publicKeyPem(), StandardCharsets.US_ASCII);
    return urls.stream()
        .map(url -> Repository.newBuilder().setUrl(url).setPublicKey(key).build())
        .toList();
  }

  private void addUrls(String architecture, Set<String> urls) {
    urls.add(url(mainDirectory(architecture)));
    for (String directory : view.directories(architecture)) {
      if (!directory.endsWith(DEBUG)) {
        urls.add(url(directory));
      }
    }
  }

  private String url(String directory) {
    return directory.isEmpty() ? settings.url() : settings.url() + "/" + directory;
  }

  @Override
  public List<PackageFile> filesOf(PackageTarget what, String version) {
    var files = new ArrayList<PackageFile>();
    for (PublishedPackage one : view.packagesOf(what, version)) {
      String name = one.pkgver() + "." + what.target().architecture() + ".xbps";
      try {
        long bytes = Files.size(settings.root().resolve(one.directory()).resolve(name));
        files.add(PackageFile.newBuilder().setFileName(name).setSizeBytes(bytes).build());
      } catch (IOException gone) {
        files.add(PackageFile.newBuilder().setFileName(name).build());
      }
    }
    return files;
  }

  @Override
  public List<Receipt> receipt(PackageTarget what, String version) throws IOException {
    return publisher.receipt(what.name(), version, what.target().architecture()).stream()
        .map(PublishedPages::wire)
        .toList();
  }

  @Override
  public SearchPackagesResponse search(SearchPackagesRequest request)
      throws IOException, InterruptedException {
    return pages.search(request);
  }

  @Override
  public Optional<slipway.proto.PublishedPackage> published(String architecture, String name)
      throws IOException {
    return pages.details(architecture, name);
  }

  @Override
  public String rollBack(String architecture, boolean end, String actor, String reason)
      throws Refused, InterruptedException {
    if (!settings.architectures().contains(architecture)) {
      throw new Refused(
          Refused.Reason.NOT_FOUND,
          "This farm publishes nothing for \"%s\"; it does for %s."
              .formatted(architecture, String.join(", ", settings.architectures())));
    }
    return rollbacks.ask(new Rollbacks.Request(architecture, end, actor, reason), loop::wake);
  }

  @Override
  public Optional<String> stagedVersion(PackageTarget what) {
    return view.stagedVersion(what);
  }

  @Override
  public Optional<String> releasedVersion(PackageTarget what) {
    return view.releasedVersion(what);
  }

  @Override
  public void close() throws IOException {
    loop.close();
    mirrors.end();
    warnings.close();
    publisher.close();
  }
}
