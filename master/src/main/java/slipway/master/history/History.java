package slipway.master.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import slipway.master.journal.Journal;
import slipway.master.rocks.Keys;
import slipway.master.rocks.NativeCalls;
import slipway.master.rocks.Rocks;
import slipway.master.wire.Wire;
import slipway.proto.AuditEntry;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;
import slipway.proto.FarmEvent;
import slipway.proto.Overview;
import slipway.proto.Push;
import slipway.proto.TargetSummary;
import slipway.proto.Worker;

/// What has happened, for ever: documents of the farm API and the indexes to list them by, folded
/// from the journal's events.
///
/// One thread folds; every thread reads, virtual ones included. Folding an event twice changes
/// nothing. Writes are not waited for: what a crash takes away is folded again from the journal, so
/// the journal may only drop what {@link #sync} has made durable here.
public final class History implements AutoCloseable {
  static final byte[] FARM = "farm".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] APPLIED = "applied".getBytes(StandardCharsets.US_ASCII);
  private static final int READERS = 2;

  private final Rocks rocks;
  private final Tables tables;
  private final BuildListing listing;
  private final NativeCalls natives = new NativeCalls("history-read", READERS);
  private long applied;

  private History(Rocks rocks, long applied) {
    this.rocks = rocks;
    this.applied = applied;
    tables = new Tables(rocks);
    listing = new BuildListing(rocks, tables);
  }

  /// @throws IOException if the directory is locked, unwritable or damaged
  public static History open(Path directory) throws IOException {
    var rocks = Rocks.open(directory, "history", Families.ALL);
    byte[] applied = rocks.get(Families.META, APPLIED);
    return new History(rocks, applied == null ? 0 : Keys.number(applied, 0));
  }

  /// The sequence of the last event folded in. For the folding thread.
  public long applied() {
    return applied;
  }

  /// Takes in events, in order; those that are in already are passed over.
  ///
  /// @return one for each event that was new, with what it concerns as it is after it
  public List<FarmEvent> fold(List<Journal.Entry> entries) throws IOException {
    try (var batch = rocks.batch()) {
      var fold = new Fold(rocks, tables, batch);
      long last = applied;
      for (Journal.Entry entry : entries) {
        if (entry.sequence() > last) {
          fold.take(entry);
          last = entry.sequence();
        }
      }
      var told = fold.finish();
      if (last > applied) {
        tables.writeTo(batch);
        batch.put(Families.META, APPLIED, Keys.of(last));
        batch.write();
        tables.written();
        applied = last;
      }
      return told;
    }
  }

  /// Makes durable what was folded so far.
  public void sync() throws IOException {
    rocks.syncWal();
  }

  /// A build with its attempts, its timeline, and the builds before and behind it.
  public Optional<BuildDetails> build(long id) throws IOException {
    return natives.make(() -> tables.builds.stored(id).map(this::linked));
  }

  private BuildDetails linked(BuildDetails stored) {
    try {
      var details = stored.toBuilder();
      for (var link : details.getDependenciesBuilderList()) {
        tables
            .builds
            .stored(link.getBuild().getId())
            .ifPresent(other -> link.setBuild(other.getBuild()));
      }
      long id = stored.getBuild().getId();
      for (long dependent : lastNumbers(Families.DEPENDENTS, Keys.of(id), LINKS_MAX)) {
        tables
            .builds
            .stored(dependent)
            .ifPresent(other -> details.addDependentsBuilder().setBuild(other.getBuild()));
      }
      return details.build();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  /// Dependents of a build that are shown; libc has thousands.
  static final int LINKS_MAX = 200;

  private List<Long> lastNumbers(String family, byte[] prefix, int max) throws IOException {
    var numbers = new ArrayList<Long>();
    try (var cursor = rocks.cursor(family, prefix, Keys.behind(prefix), false)) {
      for (; cursor.valid() && numbers.size() < max; cursor.advance()) {
        numbers.add(Keys.lastNumber(cursor.key()));
      }
    }
    return numbers;
  }

  /// The number of the build that an attempt was a try of.
  public Optional<Long> buildOfAttempt(long attempt) throws IOException {
    return natives.make(() ->
        Optional.ofNullable(rocks.get(Families.ATTEMPTS, Keys.of(attempt)))
            .map(value -> Keys.number(value, 0)));
  }

  public Page<Build> builds(BuildFilter filter) throws IOException {
    return natives.make(() ->
        listing.list(
            filter, all(tables.targets, Families.TARGETS).stream().map(History::name).toList()));
  }

  private static String name(TargetSummary summary) {
    return Wire.text(summary.getTarget());
  }

  /// The newest build of a package for a target, `x86_64` or `aarch64@x86_64`.
  public Optional<Build> current(String target, String packageName) throws IOException {
    return natives.make(() -> {
      byte[] id = rocks.get(Families.CURRENT, Families.current(target, packageName));
      return id == null
          ? Optional.empty()
          : tables.builds.stored(Keys.number(id, 0)).map(BuildDetails::getBuild);
    });
  }

  /// The newest builds that have failed and are still what is wanted.
  public List<Build> latelyFailed(int limit) throws IOException {
    var found = new ArrayList<Build>();
    for (Build build : builds(BuildFilter.inState(BuildState.FAILED, 4 * limit)).documents()) {
      var newest = current(Wire.text(build.getTarget()), build.getPackage());
      if (found.size() < limit && newest.map(Build::getId).equals(Optional.of(build.getId()))) {
        found.add(build);
      }
    }
    return found;
  }

  public List<TargetSummary> targets() throws IOException {
    return natives.make(() -> all(tables.targets, Families.TARGETS));
  }

  public List<Worker> workers() throws IOException {
    return natives.make(() -> all(tables.workers, Families.WORKERS));
  }

  private static final byte[] FIRST = {};
  private static final byte[] LAST = {(byte) 0xff};

  private <D extends com.google.protobuf.Message> List<D> all(
      Documents<String, D> documents, String family) throws IOException {
    var found = new ArrayList<D>();
    try (var cursor = rocks.cursor(family, FIRST, LAST, false)) {
      for (; cursor.valid(); cursor.advance()) {
        found.add(documents.parse(cursor.value()));
      }
    }
    return found;
  }

  public Optional<Push> push(long id) throws IOException {
    return natives.make(() -> tables.pushes.stored(id));
  }

  /// Newest first.
  ///
  /// @param beforeId only older ones; 0: from the newest on
  public Page<Push> pushes(long beforeId, int limit) throws IOException {
    return natives.make(() -> newest(Families.PUSHES, beforeId, limit, tables.pushes::parse));
  }

  /// Newest first.
  ///
  /// @param beforeSequence only older ones; 0: from the newest on
  public Page<AuditEntry> audit(long beforeSequence, int limit) throws IOException {
    return natives.make(
        () -> newest(Families.AUDIT, beforeSequence, limit, AuditEntry.parser()::parseFrom));
  }

  private interface Parse<D> {
    D document(byte[] bytes) throws IOException;
  }

  private <D> Page<D> newest(String family, long before, int limit, Parse<D> parse)
      throws IOException {
    var found = new ArrayList<D>();
    byte[] end = Keys.of(before == 0 ? Long.MAX_VALUE : before);
    try (var cursor = rocks.cursor(family, Keys.of(0), end, true)) {
      for (; cursor.valid() && found.size() < limit; cursor.advance()) {
        found.add(parse.document(cursor.value()));
      }
      return new Page<>(found, cursor.valid());
    }
  }

  /// Whether the farm is paused, and why.
  public Overview pause() throws IOException {
    return natives.make(() -> {
      byte[] farm = rocks.get(Families.META, FARM);
      return farm == null ? Overview.getDefaultInstance() : Overview.parseFrom(farm);
    });
  }

  @Override
  public void close() {
    natives.close();
    rocks.close();
  }
}
