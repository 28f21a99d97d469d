package slipway.publisher;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.publisher.Libraries.Need;
import slipway.xbps.NameBits;
import slipway.xbps.RepoEntry;
import slipway.xbps.plist.FrozenMap;

/// Decides which staged packages may go into the index together. Pure: no files, no clock.
///
/// A release is consistent if nothing that somebody in the new index needs, a library or a
/// dependency, goes missing by it: what the old index provided is still provided, and what only the
/// stage provides comes along with its users. What neither of them ever provided cannot go missing.
///
/// It starts with all that was asked for and takes away what breaks that, until nothing does. What
/// belongs to one build, by source package and version, is taken away together.
final class ReleasePlan {
  private final SortedMap<String, RepoEntry> index;
  private final SortedMap<String, RepoEntry> stage;

  /// What the index provides, and what index and stage do: asked only once something is amiss.
  private @Nullable Libraries before;

  private @Nullable Libraries known;
  private final SortedMap<String, RepoEntry> chosen = new TreeMap<>();
  private final List<ReleaseReport.Held> held = new ArrayList<>();

  private ReleasePlan(SortedMap<String, RepoEntry> index, SortedMap<String, RepoEntry> stage) {
    this.index = index;
    this.stage = stage;
  }

  /// Plans a release.
  ///
  /// @param wanted names of staged packages; others are ignored
  static ReleasePlan of(
      SortedMap<String, RepoEntry> index, SortedMap<String, RepoEntry> stage, Set<String> wanted) {
    var plan = new ReleasePlan(index, stage);
    stage.forEach((name, entry) -> {
      if (wanted.contains(name)) {
        plan.chosen.put(name, entry);
      }
    });
    while (plan.takeAwayFaults()) {
      // Each round takes something away, so this ends.
    }
    return plan;
  }

  private Libraries before() {
    if (before == null) {
      before = new Libraries(index.values());
    }
    return before;
  }

  private Libraries known() {
    if (known == null) {
      var all = new ArrayList<>(index.values());
      all.addAll(stage.values());
      known = new Libraries(all);
    }
    return known;
  }

  /// What may be released, by name.
  SortedMap<String, RepoEntry> chosen() {
    return chosen;
  }

  List<ReleaseReport.Held> held() {
    return held;
  }

  /// Finds the faults of the present choice and takes away the packages behind them.
  private boolean takeAwayFaults() {
    SortedMap<String, RepoEntry> after = FrozenMap.copyOf(index).with(chosen);
    Set<String> touched = touched();
    long touchedBits = NameBits.of(touched);
    var needsByUser = new LinkedHashMap<RepoEntry, List<Need>>();
    var names = new HashSet<String>();
    // Who stays as it was can only miss what is touched.
    for (RepoEntry user : touched.isEmpty() ? chosen.values() : after.values()) {
      if (Need.touches(user, touched, touchedBits) || chosen.containsKey(user.name())) {
        List<Need> needs = Need.of(user);
        needsByUser.put(user, needs);
        needs.forEach(need -> names.add(need.name()));
      }
    }
    var libraries = Libraries.of(after.values(), names);
    var providers = new TreeMap<String, ReleaseReport.Held>();
    var users = new TreeMap<String, ReleaseReport.Held>();
    needsByUser.forEach((user, needs) -> {
      for (Need need : needs) {
        if (!libraries.provides(need)) {
          blame(user, need, providers, users);
        }
      }
    });
    // With its old library back, a user may be fine: so providers go first.
    Map<String, ReleaseReport.Held> guilty = providers.isEmpty() ? users : providers;
    guilty.forEach(this::takeAwayBuildOf);
    return !guilty.isEmpty();
  }

  /// Names of all that the replaced packages provided: only this can go missing for those who stay.
  private Set<String> touched() {
    var touched = new HashSet<String>();
    for (String name : chosen.keySet()) {
      RepoEntry replaced = index.get(name);
      if (replaced != null) {
        touched.addAll(Libraries.namesProvidedBy(replaced));
      }
    }
    return touched;
  }

  /// Notes which chosen packages must go because `user` would miss something.
  private void blame(
      RepoEntry user,
      Need need,
      Map<String, ReleaseReport.Held> providers,
      Map<String, ReleaseReport.Held> users) {
    boolean isChosen = chosen.containsKey(user.name());
    boolean wasThere = before().provides(need);
    if (wasThere && (!isChosen || needs(index.get(user.name()), need))) {
      // Whether the user stays old or becomes new, it needs what a chosen package would take away.
      for (String provider : before().providersOf(need)) {
        RepoEntry replacement = chosen.get(provider);
        if (replacement != null) {
          providers.putIfAbsent(provider, held(replacement, need, user));
        }
      }
    } else if (isChosen && (wasThere || known().provides(need))) {
      users.putIfAbsent(user.name(), held(user, need, user));
    }
  }

  private static boolean needs(@Nullable RepoEntry entry, Need need) {
    return entry != null && Need.of(entry).contains(need);
  }

  private void takeAwayBuildOf(String name, ReleaseReport.Held reason) {
    RepoEntry first = chosen.remove(name);
    if (first == null) {
      return;
    }
    held.add(reason);
    List<RepoEntry> sisters =
        chosen.values().stream().filter(entry -> sameBuild(entry, first)).toList();
    for (RepoEntry sister : sisters) {
      chosen.remove(sister.name());
      held.add(new ReleaseReport.Held(sister.pkgver().toString(), reason.missing(), reason.user()));
    }
  }

  private static boolean sameBuild(RepoEntry a, RepoEntry b) {
    return a.sourcePackage().equals(b.sourcePackage())
        && a.pkgver().version().equals(b.pkgver().version());
  }

  private static ReleaseReport.Held held(RepoEntry waiting, Need need, RepoEntry user) {
    return new ReleaseReport.Held(
        waiting.pkgver().toString(), need.text(), user.pkgver().toString());
  }
}
