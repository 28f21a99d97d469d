package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import slipway.xbps.PackageProperties;

class FileOwnersTest {
  @TempDir private Path directory;

  private Path packaged(
      TestRepository repository,
      String pkgver,
      UnaryOperator<PackageProperties> change,
      String... paths)
      throws IOException {
    return repository.packaged(pkgver, pkgver, change, paths);
  }

  @Test
  void aFileThatAnotherPackageOwnsIsToldOfWithBothOwners() throws Exception {
    var repository = new TestRepository(directory);
    Path vim = packaged(repository, "vim-9.1_1", p -> p, "usr/bin/vi", "usr/bin/vim", "usr/bin/ex");
    Path nvi =
        packaged(repository, "nvi-1.81_1", p -> p, "usr/bin/ex", "usr/bin/vi", "usr/bin/nvi");
    try (Publisher publisher = repository.open()) {
      publisher.stage(delivery(vim));
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("vim"))).isEmpty();
      publisher.stage(delivery(nvi));
      var both =
          new FileConflict("nvi-1.81_1", "vim-9.1_1", 2, List.of("/usr/bin/ex", "/usr/bin/vi"));
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("nvi"))).containsExactly(both);
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("nvi"))).containsExactly(both);
      assertThat(publisher.receipt("nvi", "1.81_1", ARCHITECTURE))
          .filteredOn(line -> line.step().equals("warning"))
          .extracting(ReceiptLine::detail)
          .containsExactly("nvi-1.81_1 and vim-9.1_1 both own /usr/bin/ex, /usr/bin/vi");
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("nvi", "vim"))).hasSize(1);
    }
  }

  /// Whose word allows that two packages have one file.
  static Stream<Arguments> agreements() {
    return Stream.of(
        Arguments.of("replaces", List.of("old>=0")),
        Arguments.of("conflicts", List.of("old>=0")),
        Arguments.of("conflicts", List.of("editor>=0")),
        Arguments.of("alternatives", Map.of("editor", List.of("vi:/usr/bin/new"))),
        Arguments.of("sourcepkg", "old"));
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void whatPackagesAgreeUponIsNotToldOf(String key, Object value) throws Exception {
    var repository = new TestRepository(directory);
    Path old =
        packaged(
            repository, "old-1_1", p -> p.with("provides", List.of("editor-1_1")), "usr/bin/vi");
    try (Publisher publisher = repository.open()) {
      publisher.stage(
          delivery(old, packaged(repository, "new-1_1", p -> p.with(key, value), "usr/bin/vi")));
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("new"))).isEmpty();
    }
  }

  @Test
  void anotherVersionOfTheSamePackageIsNoOtherOwner() throws Exception {
    var repository = new TestRepository(directory);
    try (Publisher publisher = repository.open()) {
      TestRepository.publish(publisher, packaged(repository, "foo-1_1", p -> p, "usr/bin/foo"));
      publisher.stage(delivery(packaged(repository, "foo-2_1", p -> p, "usr/bin/foo")));
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("foo"))).isEmpty();
    }
  }

  @Test
  void packagesWhoseFilesAreNotKnownAreOpened() throws Exception {
    var repository = new TestRepository(directory);
    try (Publisher publisher = repository.open()) {
      publisher.stage(delivery(packaged(repository, "old-1_1", p -> p, "usr/bin/vi")));
    }
    Files.delete(repository.root.resolve(".slipway/files"));
    try (Publisher publisher = repository.open()) {
      publisher.stage(delivery(packaged(repository, "new-1_1", p -> p, "usr/bin/vi")));
      assertThat(publisher.fileConflicts(ARCHITECTURE, Set.of("new"))).hasSize(1);
    }
  }
}
