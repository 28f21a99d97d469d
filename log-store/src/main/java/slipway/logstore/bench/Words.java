package slipway.logstore.bench;

import java.util.SplittableRandom;

/// The names that occur in the logs of one package: files, functions, options. They follow from the
/// seed and the package.
final class Words {
  private static final String[] ONSETS = {
    "", "b", "bl", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j",
    "k", "l", "m", "n", "p", "ph", "pl", "pr", "qu", "r", "s", "sc", "sh", "sl", "sp", "st", "str",
    "t", "th", "tr", "v", "w", "x", "z"
  };
  private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ai", "ea", "io", "ou", "y"};
  private static final String[] CODAS = {
    "", "", "b", "ck", "ct", "d", "f", "g", "k", "l", "ll", "m", "mp", "n", "nd", "ng", "nt", "p",
    "r", "rk", "rs", "rt", "s", "ss", "st", "t", "x", "zz"
  };

  final String name;
  final String version;
  final String[] directories;
  final String[] files;
  final String[] functions;
  final String[] headers;
  final String flags;

  Words(long seed, int packageNumber) {
    var random = new SplittableRandom(seed * 1_000_003 + packageNumber);
    name =
        (random.nextInt(3) == 0 ? "lib" : "")
            + word(random)
            + (random.nextInt(5) == 0 ? "-" + word(random) : "");
    version = random.nextInt(10) + "." + random.nextInt(40) + "." + random.nextInt(12);
    directories = new String[random.nextInt(2, 14)];
    for (int at = 0; at < directories.length; at++) {
      directories[at] =
          at == 0
              ? "src"
              : "src/" + word(random) + (random.nextInt(3) == 0 ? "/" + word(random) : "");
    }
    files = new String[random.nextInt(12, 900)];
    for (int at = 0; at < files.length; at++) {
      files[at] =
          directories[random.nextInt(directories.length)] + "/" + word(random) + "_" + word(random);
    }
    functions = new String[files.length];
    for (int at = 0; at < functions.length; at++) {
      functions[at] = name.replace('-', '_') + "_" + word(random) + "_" + word(random);
    }
    headers = new String[random.nextInt(20, 90)];
    for (int at = 0; at < headers.length; at++) {
      headers[at] = (random.nextBoolean() ? "sys/" : "") + word(random) + ".h";
    }
    flags = flags(random);
  }

  private String flags(SplittableRandom random) {
    var made = new StringBuilder("-DHAVE_CONFIG_H -I. -I..");
    for (int at = random.nextInt(8); at > 0; at--) {
      made.append(" -I/usr/include/")
          .append(word(random))
          .append("-")
          .append(random.nextInt(1, 6))
          .append(".0");
    }
    for (int at = random.nextInt(6); at > 0; at--) {
      made.append(" -DENABLE_")
          .append(word(random).toUpperCase(java.util.Locale.ROOT))
          .append("=1");
    }
    return made.append(" -fstack-clash-protection -D_FORTIFY_SOURCE=2 -mtune=generic -O2 -pipe -g")
        .toString();
  }

  static String word(SplittableRandom random) {
    var made = new StringBuilder();
    for (int left = random.nextInt(1, 4); left > 0; left--) {
      made.append(ONSETS[random.nextInt(ONSETS.length)]);
      made.append(VOWELS[random.nextInt(VOWELS.length)]);
      made.append(CODAS[random.nextInt(CODAS.length)]);
    }
    return made.toString();
  }
}
