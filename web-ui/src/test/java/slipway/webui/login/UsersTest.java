package slipway.webui.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The users file: who is in it, and what is wrong with it.
class UsersTest {

  @TempDir Path directory;

  @Test
  void aHashedPasswordFitsAndAnotherDoesNot() throws IOException {
    var line = Passwords.hash("olga", Role.OPERATOR, "correct horse".toCharArray());
    var user = Users.open(Optional.of(write(line))).find("olga").orElseThrow();
    assertThat(user.role()).isEqualTo(Role.OPERATOR);
    assertThat(Passwords.matches("correct horse".toCharArray(), user.passwordHash())).isTrue();
    assertThat(Passwords.matches("correct horsf".toCharArray(), user.passwordHash())).isFalse();
    assertThat(Passwords.matches(new char[0], user.passwordHash())).isFalse();
    assertThat(line).doesNotContain("horse");
  }

  @Test
  void nobodysPasswordFitsNothing() {
    assertThat(Passwords.matches("x".toCharArray(), Passwords.NOBODY)).isFalse();
  }

  @Test
  void weakPasswordsAndOddNamesAreTurnedDown() {
    assertThatThrownBy(() -> Passwords.hash("olga", Role.VIEWER, "short".toCharArray()))
        .hasMessageContaining("between 8 and 1024");
    assertThatThrownBy(() -> Passwords.hash("ol:ga", Role.VIEWER, "long enough".toCharArray()))
        .hasMessageContaining("ol:ga");
  }

  @Test
  void everyWrongLineIsNamed() throws IOException {
    var file =
        write("# people\nolga\nolga:king:1:AA==:AA==\nvera:viewer:x:AA==:AA==\nv:viewer:1::\n");
    assertThatThrownBy(() -> Users.open(Optional.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2: wants name:role:iterations:salt:hash")
        .hasMessageContaining("line 3: role of olga wants")
        .hasMessageContaining("line 4: salt or hash of vera")
        .hasMessageContaining("line 5:");
  }

  @Test
  void aChangedFileIsReadAgainAndABrokenOneIsNot() throws IOException {
    var file = write("olga:operator:1:AA==:AA==");
    var users = Users.open(Optional.of(file));
    change(file, "olga:viewer:1:AA==:AA==\nnina:viewer:1:AA==:AA==", 10);
    assertThat(users.find("olga").orElseThrow().role()).isEqualTo(Role.VIEWER);
    assertThat(users.find("nina")).isPresent();
    change(file, "broken", 20);
    assertThat(users.find("nina")).isPresent();
    change(file, "", 30);
    assertThat(users.find("nina")).isEmpty();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("users"), text);
  }

  private static void change(Path file, String text, long secondsLater) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsLater)));
  }
}
