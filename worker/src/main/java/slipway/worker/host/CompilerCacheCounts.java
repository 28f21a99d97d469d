package slipway.worker.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What ccache has counted, read from the files that it keeps its counters in: `stats` in the
/// cache's directories of the first and the second level, one number a line. Which line counts what
/// is the same in all versions since 3.0 (ccache's `src/ccache/core/statistic.hpp`). The host need
/// not have the program: it may be in build roots alone.
///
/// @param sizeBytesMax 0: the cache's configuration file does not say
public record CompilerCacheCounts(
    long hits, long misses, long sizeBytes, long sizeBytesMax, long cleanups) {
  private static final int CACHE_MISS = 4;
  private static final int PREPROCESSED_CACHE_HIT = 8;
  private static final int CACHE_SIZE_KIBIBYTE = 12;
  private static final int DIRECT_CACHE_HIT = 22;
  private static final int CLEANUPS_PERFORMED = 29;
  private static final Pattern MAX_SIZE =
      Pattern.compile("(?m)^\\s*max_size\\s*=\\s*([0-9.]+)\\s*([kKMGT]?)(i?)B?\\s*$");

  /// Empty if there is no cache in this directory.
  public static Optional<CompilerCacheCounts> read(Path cache) throws IOException {
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    var sum = new long[CLEANUPS_PERFORMED + 1];
    boolean any = addAll(cache, 2, sum);
    return any
        ? Optional.of(
            new CompilerCacheCounts(
                sum[DIRECT_CACHE_HIT] + sum[PREPROCESSED_CACHE_HIT],
                sum[CACHE_MISS],
                sum[CACHE_SIZE_KIBIBYTE] << 10,
                sizeBytesMax(cache.resolve("ccache.conf")),
                sum[CLEANUPS_PERFORMED]))
        : Optional.empty();
  }

  private static boolean addAll(Path directory, int levels, long[] sum) throws IOException {
    boolean any = false;
    try (var children = Files.newDirectoryStream(directory, "[0-9a-f]")) {
      for (Path child : children) {
        any |= add(child.resolve("stats"), sum);
        any |= levels > 1 && Files.isDirectory(child) && addAll(child, levels - 1, sum);
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return any;
  }

  private static boolean add(Path stats, long[] sum) throws IOException {
    try {
      List<String> lines = Files.readAllLines(stats);
      for (int i = 0; i < Math.min(sum.length, lines.size()); i++) {
        sum[i] += Long.parseUnsignedLong(lines.get(i).strip());
      }
      return true;
    } catch (NoSuchFileException | NumberFormatException noCounters) {
      return false;
    }
  }

  private static long sizeBytesMax(Path configuration) {
    try {
      var matcher = MAX_SIZE.matcher(Files.readString(configuration));
      if (!matcher.find()) {
        return 0;
      }
      // As its manual has it: k, M, G, T are decimal, Ki, Mi, Gi, Ti binary; none at all means G.
      double base = matcher.group(3).isEmpty() ? 1000 : 1024;
      int power =
          matcher.group(2).isEmpty() ? 3 : 1 + "kMGT".indexOf(matcher.group(2).replace('K', 'k'));
      return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }
}
