package slipway.logstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aRowReadsBackAsItWasWritten(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var out = new ByteArrayOutputStream();
      long[] expected = new long[Row.GROUP_WORDS];
      for (int block = 0; block < Row.GROUP_PACKS / Row.BLOCK_PACKS; block++) {
        long[] bits = randomBits(random);
        Row.write(out, block, bits, 0);
        System.arraycopy(bits, 0, expected, block * Row.BLOCK_WORDS, Row.BLOCK_WORDS);
      }
      long[] read = new long[Row.GROUP_WORDS];
      Row.read(out.toByteArray(), read);
      assertThat(read).isEqualTo(expected);
    }
  }

  private static long[] randomBits(SplittableRandom random) {
    double share = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble();
    share = random.nextBoolean() ? share * share * share : share;
    long[] bits = new long[Row.BLOCK_WORDS];
    for (int pack = 0; pack < Row.BLOCK_PACKS; pack++) {
      if (random.nextDouble() < share) {
        bits[pack / 64] |= 1L << pack;
      }
    }
    return bits;
  }
}
