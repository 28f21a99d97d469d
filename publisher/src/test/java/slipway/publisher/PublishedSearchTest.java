package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import slipway.publisher.PackageSearch.Found;
import slipway.publisher.PackageSearch.OwnedFile;

class PublishedSearchTest {
  @TempDir private Path directory;
  private TestRepository repository;

  @BeforeEach
  void prepare() {
    repository = new TestRepository(directory);
  }

  @Test
  void theNameItselfComesFirstAndTheStageIsMarked() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(
          publisher,
          repository.packaged("libcurl-8.0_1"),
          repository.packaged("curlew-1.0_1"),
          repository.packaged("other-1.0_1"));
      publisher.stage(delivery(repository.packaged("curl-8.0_1")));
      assertThat(publisher.search(ARCHITECTURE, "CURL", 10))
          .extracting(Found::pkgname, Found::staged)
          .containsExactly(tuple("curl", true), tuple("curlew", false), tuple("libcurl", false));
      assertThat(publisher.search("", "package o", 10))
          .extracting(Found::pkgname)
          .containsExactly("other");
      assertThat(publisher.search("armv7l", "curl", 10)).isEmpty();
      assertThat(publisher.search("", "", 2)).hasSize(2);
      assertThat(publisher.details(ARCHITECTURE, "curl").orElseThrow().files())
          .extracting(OwnedFile::path)
          .containsExactly("/usr/share/curl");
      assertThat(publisher.details(ARCHITECTURE, "wget")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/share/foo, foo-1.0_1",
    "foo, foo-1.0_1",
    "share/fo?, foo-1.0_1",
    "/usr/*/foo, foo-1.0_1",
    "/usr/share/f, ''",
    "/nowhere/**, ''",
  })
  void whoOwnsAFileIsFoundByPathNameAndPattern(String pattern, String owner) throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      assertThat(publisher.owners(ARCHITECTURE, pattern, 10))
          .extracting(OwnedFile::pkgver)
          .isEqualTo(owner.isEmpty() ? List.of() : List.of(owner));
    }
  }

  @Test
  void aPatternThatIsNoneIsTold() throws Exception {
    try (Publisher publisher = repository.open()) {
      assertThatThrownBy(() -> publisher.owners("", "/usr/[", 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is no pattern of a path");
    }
  }

  @Test
  void listsThatAreLostOrDamagedAreReadFromThePackagesAgain() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
    }
    Path lists = repository.root.resolve(".slipway/files");
    byte[] kept = Files.readAllBytes(lists);
    kept[kept.length - 3] ^= 1;
    Files.write(lists, kept);
    Files.write(lists, new byte[] {0, 0, 0, 9}, StandardOpenOption.APPEND);
    assertThatBothAreFound();
    Files.delete(lists);
    assertThatBothAreFound();
    assertThat(Files.size(lists)).isGreaterThan(100);
  }

  private void assertThatBothAreFound() throws Exception {
    try (Publisher publisher = repository.open()) {
      assertThat(publisher.owners("", "/usr/share/*", 10))
          .extracting(OwnedFile::pkgver)
          .containsExactlyInAnyOrder("foo-1.0_1", "bar-1.0_1");
    }
  }

  @Test
  void listsOfPackagesThatAreGoneAreDropped() throws Exception {
    try (Publisher publisher = repository.open()) {
      for (int i = 1; i < 8; i++) {
        publish(publisher, repository.packaged("foo-1.%d_1".formatted(i)));
      }
    }
    Path lists = repository.root.resolve(".slipway/files");
    long before = Files.size(lists);
    try (Publisher publisher = repository.open()) {
      assertThat(Files.size(lists)).isLessThan(before / 4);
      assertThat(publisher.owners("", "foo", 10))
          .extracting(OwnedFile::pkgver)
          .containsExactly("foo-1.7_1");
    }
  }
}
