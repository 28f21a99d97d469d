package slipway.logstore.structure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;
import slipway.logstore.LogMark.Kind;

/// What an error line says, without what differs between two builds that fail alike.
///
/// @param offset the index of the line in the bytes that were looked at
public record Signature(long id, String text, int offset) {
  private static final int TEXT_CHARS_MAX = 400;

  /// Lines that say that something failed, but not what.
  private static final Pattern CONSEQUENCE =
      Pattern.compile(
          "(?:g?make(?:\\[\\d+\\])?: |ninja: |=> ERROR|collect2: |error: could not compile|error: aborting due to).*|.*linker command failed.*");

  private static final Pattern DIRECTORIES = Pattern.compile("(?:[\\w.+~-]*/)+(?=[\\w.+~-])");
  private static final Pattern HASHES =
      Pattern.compile("\\b0x[0-9a-fA-F]+\\b|\\b(?=\\w*\\d)[0-9a-f]{7,}\\b");
  private static final Pattern NUMBERS = Pattern.compile("\\d+");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /// The first error of `bytes` that is not a mere consequence of another; if there is none, the
  /// first consequence; empty without any error.
  public static Optional<Signature> find(byte[] bytes) {
    var specific = new Found();
    var general = new Found();
    LineKinds.find(
        bytes,
        0,
        bytes.length,
        (kind, from, to) -> {
          if (kind == Kind.ERROR && specific.text.isEmpty()) {
            String text = PlainText.of(bytes, from, Math.min(to, from + 4 * TEXT_CHARS_MAX));
            (CONSEQUENCE.matcher(text).matches() ? general : specific).keepFirst(text, from);
          }
        });
    return specific.signature().or(general::signature);
  }

  /// The first line of its sort.
  private static final class Found {
    private String text = "";
    private int offset;

    void keepFirst(String line, int from) {
      if (text.isEmpty()) {
        text = line;
        offset = from;
      }
    }

    Optional<Signature> signature() {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String normal = normalise(text);
      return Optional.of(new Signature(idOf(normal), normal, offset));
    }
  }

  /// The line without directories, hashes and numbers.
  static String normalise(String line) {
    String normal = DIRECTORIES.matcher(line).replaceAll("");
    normal = HASHES.matcher(normal).replaceAll("#");
    normal = NUMBERS.matcher(normal).replaceAll("#");
    normal = BLANKS.matcher(normal).replaceAll(" ").strip();
    return normal.substring(0, Math.min(normal.length(), TEXT_CHARS_MAX));
  }

  /// The first eight bytes of the text's SHA-256, without the sign.
  static long idOf(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
