package slipway.publisher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import slipway.publisher.Libraries.Need;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;

/// Takes packages out of the indexes, if nobody needs them. The indexes as they were are kept, so
/// that a removal can be rolled back.
///
/// Its caller sees to it that an architecture's stage stands still meanwhile.
final class Removal {
  private final Layout layout;
  private final Indexes indexes;
  private final Generations generations;

  Removal(Layout layout, Indexes indexes, Generations generations) {
    this.layout = layout;
    this.indexes = indexes;
    this.generations = generations;
  }

  RemoveReport remove(String architecture, Set<String> pkgnames, boolean evenIfNeeded)
      throws IOException, InterruptedException {
    var removed = new ArrayList<String>();
    var missed = new ArrayList<String>();
    var places = new ArrayList<IndexPlace>();
    for (List<IndexPlace> family : layout.familiesOf(architecture)) {
      missed.addAll(missed(indexes.collect(family, Repodata::merged), pkgnames));
      for (IndexPlace place : family) {
        List<String> here =
            indexes.collect(List.of(place), Repodata::merged).values().stream()
                .filter(entry -> pkgnames.contains(entry.name()))
                .map(entry -> entry.pkgver().toString())
                .toList();
        if (!here.isEmpty()) {
          places.add(place);
          removed.addAll(here);
        }
      }
    }
    boolean done = !removed.isEmpty() && (missed.isEmpty() || evenIfNeeded);
    if (done) {
      generations.keep(architecture, places);
      for (IndexPlace place : places) {
        change(place, pkgnames);
      }
    }
    return new RemoveReport(removed, missed, done);
  }

  private void change(IndexPlace place, Set<String> pkgnames)
      throws IOException, InterruptedException {
    try {
      indexes
          .ownerOf(place)
          .change(before ->
              new Repodata(
                  without(before.index(), pkgnames),
                  before.key(),
                  without(before.stage(), pkgnames)));
    } catch (PackageRejected impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> missed(SortedMap<String, RepoEntry> packages, Set<String> pkgnames) {
    var before = new Libraries(packages.values());
    SortedMap<String, RepoEntry> left = without(packages, pkgnames);
    var after = new Libraries(left.values());
    var missed = new ArrayList<String>();
    for (RepoEntry user : left.values()) {
      for (Need need : Need.of(user)) {
        if (before.provides(need) && !after.provides(need)) {
          missed.add("%s needs %s".formatted(user.pkgver(), need.text()));
        }
      }
    }
    return missed;
  }

  private static SortedMap<String, RepoEntry> without(
      SortedMap<String, RepoEntry> packages, Set<String> pkgnames) {
    var left = new TreeMap<>(packages);
    left.keySet().removeAll(pkgnames);
    return left;
  }
}
