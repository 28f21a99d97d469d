package slipway.master.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String TOKEN = Tokens.hash("a token");
  private static final Identity.Worker MUSL = new Identity.Worker("musl-2", Set.of("x86_64-musl"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private Enrolment enrolment;

  private Instant now = Instant.parse("2026-11-29T12:00:00Z");

  @BeforeEach
  void open() throws IOException {
    enrolment = reopened();
  }

  private Enrolment reopened() throws IOException {
    return Enrolment.open(
        directory.resolve("enrolment.json"), Set.of("glibc-1"), new SecureRandom(), () -> now);
  }

  private String invite() throws IOException {
    return enrolment.invite("musl-2", List.of("x86_64-musl"), HOUR, "leah").text();
  }

  @Test
  void aCodeLetsOneWorkerInUnderItsName() throws Exception {
    var code = invite();
    assertThat(enrolment.identify(TOKEN)).isEmpty();
    assertThat(enrolment.enrol(code, TOKEN)).isEqualTo(MUSL);
    assertThat(enrolment.identify(TOKEN)).contains(MUSL);
    assertThat(reopened().identify(TOKEN)).contains(MUSL);
  }

  @Test
  void aCodeIsGoodForOneTokenOnlyButMayComeAgainWithIt() throws Exception {
    var code = invite();
    enrolment.enrol(code, TOKEN);
    assertThat(enrolment.enrol(code, TOKEN)).isEqualTo(MUSL);
    refused(code, Tokens.hash("another token"));
  }

  @Test
  void aCodeGrowsOld() throws Exception {
    var code = invite();
    now = now.plus(HOUR);
    refused(code, TOKEN);
    refused("no-such-code", TOKEN);
  }

  @Test
  void onlyTheNewestCodeOfAWorkerCountsAndItsOldTokenUntilThen() throws Exception {
    enrolment.enrol(invite(), TOKEN);
    var unused = invite();
    var newest = invite();
    refused(unused, TOKEN);
    assertThat(enrolment.identify(TOKEN)).isPresent();
    enrolment.enrol(newest, Tokens.hash("a fresh token"));
    assertThat(enrolment.identify(TOKEN)).isEmpty();
  }

  @Test
  void whoIsTurnedOutIsKnownNoMore() throws Exception {
    var code = invite();
    enrolment.enrol(code, TOKEN);
    var spare = invite();
    assertThat(enrolment.revoke("musl-2")).isTrue();
    assertThat(enrolment.identify(TOKEN)).isEmpty();
    refused(code, TOKEN);
    refused(spare, TOKEN);
    assertThat(enrolment.revoke("musl-2")).isFalse();
    assertThat(reopened().identify(TOKEN)).isEmpty();
  }

  @Test
  void neitherCodesNorTokensAreInTheFile() throws Exception {
    var code = invite();
    assertThat(Files.readString(directory.resolve("enrolment.json")))
        .contains("musl-2", Tokens.hash(code))
        .doesNotContain(code);
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    assertMistake("glibc-1", List.of(), HOUR, "in the master's configuration already");
    assertMistake("../etc", List.of(), HOUR, "name: ");
    assertMistake("w", List.of("x86 64"), HOUR, "hosts: ");
    assertMistake("w", List.of(), Duration.ZERO, "valid: ");
    assertMistake("w", List.of(), Duration.ofDays(31), "valid: ");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Files.writeString(directory.resolve("enrolment.json"), "{\"invitations\":");
    assertThatThrownBy(this::reopened)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("enrolment.json")
        .hasMessageContaining("Restore it");
  }

  private void assertMistake(String name, List<String> hosts, Duration valid, String what) {
    assertThatThrownBy(() -> enrolment.invite(name, hosts, valid, "leah"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  private void refused(String code, String token) {
    assertThatThrownBy(() -> enrolment.enrol(code, token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slipway ctl invite");
  }
}
