package slipway.publisher.minisign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the real `minisign`, where it is installed; signatures are the same bytes either way.
class MinisignTest {
  /// What `minisign -G -W` (0.11) made; the key is of no use to anybody.
  private static final String SECRET =
      """
      untrusted comment: minisign encrypted secret key
      RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAjE9Ck/7wgDDVln1udGxeGipqWN1dpMzyOweApyT1Z+8cex8SlJusMFxVB5F96b3BAvIj8TTl+45L/BHt+F76VpiVb+Y+kNQ4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
      """;

  private static final String PUBLIC = "RWSMT0KT/vCAMFxVB5F96b3BAvIj8TTl+45L/BHt+F76VpiVb+Y+kNQ4";

  @TempDir private Path directory;
  private Path secret;
  private Path image;

  @BeforeEach
  void write() throws IOException {
    secret = Files.writeString(directory.resolve("key"), SECRET);
    image = Files.write(directory.resolve("image.iso"), new byte[200_000]);
  }

  private Path signed(MinisignKey key, String comment) throws IOException {
    return Files.writeString(directory.resolve("image.iso.minisig"), key.sign(image, comment));
  }

  @Test
  void aSignatureVerifiesAndBringsItsComment() throws Exception {
    MinisignKey key = MinisignKey.open(secret, Optional.empty());
    assertThat(key.publicKey().base64()).isEqualTo(PUBLIC);
    assertThat(key.publicKey().id()).isEqualTo("3080F0FE93424F8C");
    Path signature = signed(key, "image of today");
    var publicKey = MinisignPublicKey.open(PUBLIC);
    assertThat(publicKey.verify(image, signature)).isEqualTo("image of today");
    Files.writeString(
        signature, Files.readString(signature).replace("image of today", "image of yesterday"));
    assertThatThrownBy(() -> publicKey.verify(image, signature))
        .hasMessageContaining("trusted comment")
        .hasMessageContaining("was changed");
    signed(key, "");
    Files.writeString(image, "another");
    assertThatThrownBy(() -> publicKey.verify(image, signature))
        .hasMessageContaining("is not what");
  }

  @Test
  void theRealOneVerifiesOursAndWeItsOwn() throws Exception {
    assumeTrue(isInstalled(), "minisign is not installed");
    Path signature = signed(MinisignKey.open(secret, Optional.empty()), "from slipway");
    assertThat(minisign("", "-V", "-P", PUBLIC, "-m", image.toString())).contains("from slipway");
    Files.delete(signature);
    minisign("", "-S", "-s", secret.toString(), "-t", "from minisign", "-m", image.toString());
    assertThat(MinisignPublicKey.open(PUBLIC).verify(image, signature)).isEqualTo("from minisign");
  }

  @Test
  void aLockedKeyIsUnlockedByItsPassphraseAlone() throws Exception {
    Path locked = locked("open sesame");
    assertThatThrownBy(() -> MinisignKey.open(locked, Optional.empty()))
        .hasMessageContaining("is locked, and no passphrase was given");
    assertThatThrownBy(() -> MinisignKey.open(locked, Optional.of("open barley")))
        .hasMessageContaining("The passphrase does not unlock");
    MinisignKey key = MinisignKey.open(locked, Optional.of("open sesame"));
    assertThat(key.publicKey().base64()).isEqualTo(PUBLIC);
    assumeTrue(isInstalled(), "minisign is not installed: not compared with it");
    minisign("open sesame\n", "-S", "-s", locked.toString(), "-m", image.toString());
    assertThat(key.publicKey().verify(image, directory.resolve("image.iso.minisig")))
        .contains("file:image.iso");
  }

  /// The same key, locked with little work; minisign itself always takes a gibibyte.
  private Path locked(String passphrase) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(SECRET.lines().toList().get(1));
    byte[] plain = Arrays.copyOfRange(bytes, MinisignKey.BYTES - 104, MinisignKey.BYTES);
    System.arraycopy(MinisignKey.checksum(plain), 0, plain, 72, 32);
    byte[] salt = "salt".repeat(8).getBytes(StandardCharsets.US_ASCII);
    long operations = 1 << 15;
    long memoryBytes = 1 << 24;
    byte[] stream =
        MinisignKey.stream(
            passphrase.getBytes(StandardCharsets.UTF_8), salt, operations, memoryBytes, secret);
    for (int i = 0; i < plain.length; i++) {
      plain[i] ^= stream[i];
    }
    byte[] file =
        ByteBuffer.allocate(MinisignKey.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("EdScB2".getBytes(StandardCharsets.US_ASCII))
            .put(salt)
            .putLong(operations)
            .putLong(memoryBytes)
            .put(plain)
            .array();
    return Files.writeString(
        directory.resolve("locked"),
        "untrusted comment: x\n" + Base64.getEncoder().encodeToString(file) + "\n");
  }

  @Test
  void whatIsNoKeyOrAnothersSignatureIsToldApart() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "hello\nworld\n");
    assertThatThrownBy(() -> MinisignKey.open(text, Optional.empty()))
        .hasMessage(text + " is no secret key of minisign.");
    assertThatThrownBy(() -> MinisignPublicKey.open(text.toString()))
        .hasMessage(text + " is no public key of minisign.");
    assertThatThrownBy(() -> MinisignKey.open(directory.resolve("none"), Optional.empty()))
        .hasMessageContaining("There is no file");
    MinisignKey key = MinisignKey.open(secret, Optional.empty());
    Path signature = signed(key, "x");
    var other =
        new MinisignPublicKey(
            new byte[8],
            new Ed25519PrivateKeyParameters(new byte[32]).generatePublicKey().getEncoded());
    assertThatThrownBy(() -> other.verify(image, signature))
        .hasMessageContaining("was made with the key 3080F0FE93424F8C, not 0000000000000000");
    assertThatThrownBy(() -> key.sign(image, "two\nlines")).hasMessageContaining("one line");
  }

  private static boolean isInstalled() {
    try {
      return new ProcessBuilder("minisign", "-v").start().waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String minisign(String input, String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("minisign"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
