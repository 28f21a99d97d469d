package slipway.master.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private Tokens tokens;

  @BeforeEach
  void know() throws IOException {
    var nobody =
        Enrolment.open(
            directory.resolve("enrolment.json"),
            Set.of(),
            new SecureRandom(),
            InstantSource.system());
    tokens =
        new Tokens(nobody)
            .worker("w1", Tokens.hash("one"), Set.of("x86_64"))
            .client("ops", Tokens.hash("two"), Role.OPERATOR);
  }

  @Test
  void aTokenNamesItsOwner() {
    assertThat(tokens.identify("one")).contains(new Identity.Worker("w1", Set.of("x86_64")));
    assertThat(tokens.identify("two")).contains(new Identity.Client("ops", Role.OPERATOR));
    assertThat(tokens.identify("three")).isEmpty();
    assertThat(tokens.identify("")).isEmpty();
    assertThat(tokens.identify(Tokens.hash("one"))).isEmpty();
  }

  @Test
  void aWorkerMayRunWhatItsTokenAllows() {
    assertThat(new Identity.Worker("w", Set.of("x86_64")).mayRun("aarch64")).isFalse();
    assertThat(new Identity.Worker("w", Set.of()).mayRun("aarch64")).isTrue();
  }

  @Test
  void aRoleMayDoWhatThoseBeforeItMay() {
    assertThat(Role.OPERATOR.includes(Role.COMMITTER)).isTrue();
    assertThat(Role.VIEWER.includes(Role.COMMITTER)).isFalse();
  }
}
