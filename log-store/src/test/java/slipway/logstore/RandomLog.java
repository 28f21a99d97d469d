package slipway.logstore;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Bytes that look like a log, with empty lines, long lines, carriage returns and garbage among
/// them.
final class RandomLog {
  private RandomLog() {}

  static byte[] bytes(SplittableRandom random, int atLeast) {
    var out = new ByteArrayOutputStream();
    while (out.size() < atLeast) {
      switch (random.nextInt(12)) {
        case 0 -> out.write('\n');
        case 1 -> out.writeBytes(garbage(random, random.nextInt(500)));
        case 2 ->
            out.writeBytes(
                "\r 42% [####    ]".repeat(random.nextInt(50)).getBytes(StandardCharsets.UTF_8));
        case 3 ->
            out.writeBytes("\u001b[1mwarning:\u001b[0m ünused\n".getBytes(StandardCharsets.UTF_8));
        default ->
            out.writeBytes(
                "gcc -O2 -c src/file%d.c -o file%d.o\n"
                    .formatted(random.nextInt(1000), random.nextInt(1000))
                    .getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static byte[] garbage(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
