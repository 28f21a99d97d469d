package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.publisher.Generations.Generation;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.Sha256;
import slipway.xbps.plist.FrozenMap;

/// Moves packages from the stage into the index, and back.
///
/// Its caller sees to it that an architecture's stage stands still meanwhile.
final class Releases {
  private final Path root;
  private final Layout layout;
  private final Indexes indexes;
  private final Generations generations;
  private final Receipts receipts;

  Releases(PublisherConfig config, Indexes indexes, Generations generations, Receipts receipts) {
    this.root = config.root();
    this.layout = config.layout();
    this.indexes = indexes;
    this.generations = generations;
    this.receipts = receipts;
  }

  ReleaseReport release(String architecture, Set<String> pkgnames)
      throws IOException, InterruptedException {
    var chosenByPlace = new TreeMap<IndexPlace, SortedMap<String, RepoEntry>>();
    var released = new ArrayList<String>();
    var held = new ArrayList<ReleaseReport.Held>();
    for (List<IndexPlace> family : layout.familiesOf(architecture)) {
      ReleasePlan plan =
          ReleasePlan.of(
              indexes.collect(family, Repodata::index),
              indexes.collect(family, Repodata::stage),
              pkgnames);
      for (IndexPlace place : family) {
        var chosenHere = stagedAt(place, plan.chosen());
        if (!chosenHere.isEmpty()) {
          chosenByPlace.put(place, chosenHere);
        }
      }
      plan.chosen().values().forEach(entry -> released.add(entry.pkgver().toString()));
      held.addAll(plan.held());
    }
    if (!chosenByPlace.isEmpty()) {
      generations.keep(architecture, List.copyOf(chosenByPlace.keySet()));
    }
    var steps = new ArrayList<Receipts.Step>();
    for (var place : chosenByPlace.entrySet()) {
      change(place.getKey(), before -> moved(before, place.getValue()));
      String index = indexes.ownerOf(place.getKey()).describe();
      place
          .getValue()
          .values()
          .forEach(entry -> steps.add(new Receipts.Step(entry, place.getKey(), "released", index)));
    }
    receipts.add(steps);
    return new ReleaseReport(released, held);
  }

  private SortedMap<String, RepoEntry> stagedAt(
      IndexPlace place, SortedMap<String, RepoEntry> chosen) {
    var here = new TreeMap<>(indexes.collect(List.of(place), Repodata::stage));
    here.entrySet().retainAll(chosen.entrySet());
    return here;
  }

  private static Repodata moved(Repodata before, SortedMap<String, RepoEntry> chosen) {
    return new Repodata(
        FrozenMap.copyOf(before.index()).with(chosen),
        before.key(),
        FrozenMap.copyOf(before.stage()).without(chosen.keySet()));
  }

  /// Makes the indexes what they were before the last release. What that had released goes back to
  /// the stage.
  ///
  /// @param really otherwise it is only said what would be done
  /// @throws IOException if there is nothing to go back to, or a file that was listed then is gone
  RollbackReport rollback(String architecture, boolean really)
      throws IOException, InterruptedException {
    Generation former =
        generations
            .latest(architecture)
            .orElseThrow(() ->
                new IOException(
                    "There is no release for %s to roll back: none was made, or its grace is over."
                        .formatted(architecture)));
    var restored = new ArrayList<String>();
    var withdrawn = new ArrayList<String>();
    var formerByPlace = new TreeMap<IndexPlace, Repodata>();
    var steps = new ArrayList<Receipts.Step>();
    for (IndexPlace place : former.places()) {
      Repodata then = Repodata.read(former.file(place));
      SortedMap<String, RepoEntry> now = indexes.ownerOf(place).durable().index();
      for (RepoEntry entry : missing(then.index(), now)) {
        checkFile(place, entry);
        restored.add(entry.pkgver().toString());
        steps.add(new Receipts.Step(entry, place, "restored", "by a rollback"));
      }
      for (RepoEntry entry : missing(now, then.index())) {
        withdrawn.add(entry.pkgver().toString());
        steps.add(new Receipts.Step(entry, place, "withdrawn", "by a rollback"));
      }
      formerByPlace.put(place, then);
    }
    if (!really) {
      return new RollbackReport(restored, withdrawn);
    }
    for (var place : formerByPlace.entrySet()) {
      change(place.getKey(), before -> goneBack(before, place.getValue().index()));
    }
    generations.drop(former);
    receipts.add(steps);
    return new RollbackReport(restored, withdrawn);
  }

  private static Repodata goneBack(Repodata before, SortedMap<String, RepoEntry> formerIndex) {
    var stage = new TreeMap<>(before.stage());
    missing(before.index(), formerIndex).forEach(entry -> stage.putIfAbsent(entry.name(), entry));
    return new Repodata(formerIndex, before.key(), stage);
  }

  /// Entries of `some` that `others` do not have, or have otherwise.
  private static List<RepoEntry> missing(
      Map<String, RepoEntry> some, Map<String, RepoEntry> others) {
    return some.values().stream().filter(entry -> !entry.equals(others.get(entry.name()))).toList();
  }

  private void checkFile(IndexPlace place, RepoEntry entry) throws IOException {
    Path file = root.resolve(place.pathOf(entry.fileName()));
    if (Files.notExists(file) || !Sha256.hex(Sha256.ofFile(file)).equals(entry.filenameSha256())) {
      throw new IOException(
          "Cannot roll back: %s is gone or changed. Publish that version anew with reverts=."
              .formatted(file));
    }
  }

  private void change(IndexPlace place, IndexOwner.Change change)
      throws IOException, InterruptedException {
    try {
      indexes.ownerOf(place).change(change);
    } catch (PackageRejected impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
