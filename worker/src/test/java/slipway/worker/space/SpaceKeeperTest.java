package slipway.worker.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceKeeperTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path directory;

  @Test
  void whatIsCheapestToLoseGoesFirstAndDistfilesLast() throws Exception {
    file("cache/sources/needed-1.0/needed.tar", 9);
    file("cache/sources/old-1.0/old.tar", 9);
    file("cache/ccache/0/object", 9);
    file("build/masterdirs/x86_64-1/file", 9);
    file("cache/packages/aaaa.xbps", 9);
    file("build/attempts/7/work/object", 2);
    file("build/attempts/8/work/object", 3);
    file("build/attempts/9/work/object", 4);
    SpaceKeeper keeper = keeper(ALL, Duration.ofDays(1));
    keeper.use("9");
    keeper.needDistfiles(Set.of("needed"));
    var freed = new ArrayList<String>();
    assertThat(keeper.makeRoom(ALL, (what, _) -> freed.add(what))).isFalse();
    assertThat(freed)
        .containsExactly(
            "build tree of attempt 8",
            "build tree of attempt 7",
            "downloaded package aaaa.xbps",
            "build root x86_64-1",
            "compiler cache",
            "distfiles of old-1.0");
    assertThat(directory.resolve("build/attempts/9")).exists();
    assertThat(directory.resolve("cache/sources/needed-1.0")).exists();
  }

  @Test
  void nothingGoesWhereThereIsRoom() throws Exception {
    file("build/attempts/7/work/object", 2);
    var freed = new ArrayList<String>();
    assertThat(keeper(ALL, Duration.ofDays(1)).makeRoom(1, (what, _) -> freed.add(what))).isTrue();
    assertThat(freed).isEmpty();
  }

  @Test
  void keptTreesGoWhenTheyAreOldOrTooManyTogether() throws Exception {
    file("build/attempts/1/work/object", 50);
    file("build/attempts/2/work/object", 3);
    file("build/attempts/3/work/object", 2);
    file("build/attempts/4/work/object", 1);
    keeper(3 * 4096 * 2, Duration.ofHours(40)).tidy();
    assertThat(directory.resolve("build/attempts")).isDirectoryNotContaining("glob:**/1");
    assertThat(directory.resolve("build/attempts")).isDirectoryNotContaining("glob:**/2");
    assertThat(directory.resolve("build/attempts")).isDirectoryContaining("glob:**/3");
    assertThat(directory.resolve("build/attempts")).isDirectoryContaining("glob:**/4");
  }

  @Test
  void aTreeThatHasTakenItsOwnPermissionsAwayGoesToo() throws Exception {
    file("build/attempts/1/work/locked/object", 2);
    assertThat(directory.resolve("build/attempts/1/work/locked").toFile().setReadable(false))
        .isTrue();
    assertThat(directory.resolve("build/attempts/1/work/locked").toFile().setWritable(false))
        .isTrue();
    DirectoryRemover.remove(directory.resolve("build/attempts/1"));
    assertThat(directory.resolve("build/attempts")).isEmptyDirectory();
  }

  private SpaceKeeper keeper(long keptTreesBytes, Duration keptTreesFor) throws IOException {
    Files.createDirectories(directory.resolve("build"));
    return new SpaceKeeper(
        new SpaceKeeper.Settings(
            directory.resolve("build"),
            directory.resolve("cache"),
            0,
            keptTreesBytes,
            keptTreesFor,
            0),
        () -> NOW);
  }

  /// A file whose uppermost directory below its kind's was last used so many hours ago.
  private void file(String name, int hoursAgo) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "x");
    Path path = directory;
    for (Path part : Path.of(name)) {
      path = path.resolve(part);
      Files.setLastModifiedTime(path, FileTime.from(NOW.minus(Duration.ofHours(hoursAgo))));
    }
  }
}
