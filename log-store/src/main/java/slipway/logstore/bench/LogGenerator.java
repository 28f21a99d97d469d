package slipway.logstore.bench;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Makes build logs that look like those of a distribution: the same seed gives the same logs.
///
/// Log number `n` is of one of {@link #PACKAGES} packages, whose names and flags are the same in
/// all of its logs, while the order of files, warnings, times and hashes differ. Sizes are spread
/// as in a farm: half of the logs have less than about 60 KB, a few have many megabytes.
public final class LogGenerator {
  static final int PACKAGES = 2000;

  private static final double SIZE_MEDIAN_LOG = Math.log(60_000);
  private static final double SIZE_SPREAD = 1.6;
  private static final int SIZE_MIN = 1500;
  private static final int SIZE_MAX = 32 << 20;

  private static final String[] TARGETS = {
    "x86_64",
    "i686",
    "armv7l",
    "armv6l",
    "aarch64",
    "x86_64-musl",
    "armv7l-musl",
    "armv6l-musl",
    "aarch64-musl"
  };
  private static final String[] WARNINGS = {
    "unused variable '%s' [-Wunused-variable]",
    "'%s' defined but not used [-Wunused-function]",
    "comparison of integer expressions of different signedness: 'int' and 'size_t' [-Wsign-compare]",
    "'%s' is deprecated [-Wdeprecated-declarations]",
    "passing argument 2 of '%s' discards 'const' qualifier from pointer target type [-Wdiscarded-qualifiers]",
    "ignoring return value of 'read' declared with attribute 'warn_unused_result' [-Wunused-result]",
    "this statement may fall through [-Wimplicit-fallthrough=]",
    "variable '%s' set but not used [-Wunused-but-set-variable]"
  };

  private final long seed;

  /// Words of the packages that were met, made on demand.
  private final AtomicReferenceArray<@Nullable Words> wordsByPackage =
      new AtomicReferenceArray<>(PACKAGES);

  public LogGenerator(long seed) {
    this.seed = seed;
  }

  /// The bytes of log number `n`.
  public byte[] log(long n) {
    var random = new SplittableRandom(seed ^ (n * 0x9E3779B97F4A7C15L));
    var words = wordsOf(random.nextInt(PACKAGES));
    String target = TARGETS[random.nextInt(TARGETS.length)];
    double size = Math.exp(SIZE_MEDIAN_LOG + SIZE_SPREAD * gaussian(random));
    var log = new Writer(random, words, target, new LogText());
    log.write(Math.clamp((long) size, SIZE_MIN, SIZE_MAX));
    return log.text.toBytes();
  }

  private Words wordsOf(int packageNumber) {
    var known = wordsByPackage.get(packageNumber);
    if (known != null) {
      return known;
    }
    var made = new Words(seed, packageNumber);
    wordsByPackage.set(packageNumber, made);
    return made;
  }

  /// Twelve dice less six: near enough, and the same on every machine.
  private static double gaussian(SplittableRandom random) {
    double sum = -6;
    for (int dice = 0; dice < 12; dice++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  /// One log: its words, its chance, its bytes.
  private record Writer(SplittableRandom random, Words words, String target, LogText text) {

    void write(int size) {
      String pkgver = words.name + "-" + words.version + "_" + random.nextInt(1, 6);
      begin(pkgver);
      phase(pkgver, "do_configure");
      configure(Math.min(size / 4, 40_000));
      phase(pkgver, "do_build");
      int style = random.nextInt(6);
      while (text.length() < size * 0.85) {
        unit(style);
      }
      phase(pkgver, "do_check");
      check(size / 20);
      end(pkgver);
    }

    private void begin(String pkgver) {
      text.put("=> xbps-src: updating repositories for host (").put(target).put(")...\n");
      for (int at = random.nextInt(3, 25); at > 0; at--) {
        text.put("[*] Updating repository `https://repo.example.org/current/")
            .put(target)
            .put("-repodata' ...\n");
        text.put("   [host] ")
            .put(words.directories[at % words.directories.length].replace('/', '-'));
        text.put("-").put(random.nextInt(9)).put(".").put(random.nextInt(90)).put("_1: found\n");
      }
      text.put("=> ").put(pkgver).put(": building for ").put(target).put("...\n");
      text.put("=> ").put(pkgver).put(": running do-fetch hook: 00-distfiles ...\n");
      for (int percent = 0; percent <= 100; percent += random.nextInt(1, 20)) {
        text.put("\r").put(words.name).put(".tar.xz: [").put(percent).put("%] ");
        text.put(random.nextInt(4000)).put("KB/s ETA: 00m").put(random.nextInt(60)).put("s");
      }
      text.put("\nverifying checksum for distfile '")
          .put(words.name)
          .put(".tar.xz'... OK. ")
          .hex(random, 64)
          .put("\n");
    }

    private void phase(String pkgver, String phase) {
      text.put("=> ").put(pkgver).put(": running ").put(phase).put(" ...\n");
    }

    private void configure(int size) {
      int end = text.length() + size;
      while (text.length() < end) {
        switch (random.nextInt(4)) {
          case 0 -> text.put("checking for ").put(header()).put("... ").put(yesOrNo()).put("\n");
          case 1 ->
              text.put("checking for ")
                  .put(function())
                  .put(" in -l")
                  .put(words.name)
                  .put("... ")
                  .put(yesOrNo())
                  .put("\n");
          case 2 ->
              text.put("checking whether ")
                  .put(function())
                  .put(" is declared... ")
                  .put(yesOrNo())
                  .put("\n");
          default ->
              text.put("checking size of ")
                  .put(function())
                  .put("_t... ")
                  .put(1L << random.nextInt(4))
                  .put("\n");
        }
      }
    }

    private void unit(int style) {
      String file = words.files[random.nextInt(words.files.length)];
      switch (style) {
        case 0, 1 -> {
          text.put("/bin/sh ../libtool  --tag=CC   --mode=compile cc ")
              .put(words.flags)
              .put(" -MT ")
              .put(file);
          text.put(".lo -MD -MP -MF .deps/")
              .put(file)
              .put(".Tpo -c -o ")
              .put(file)
              .put(".lo ")
              .put(file)
              .put(".c\n");
          text.put("libtool: compile:  cc ")
              .put(words.flags)
              .put(" -c ")
              .put(file)
              .put(".c  -fPIC -DPIC -o .libs/");
          text.put(file).put(".o\n");
        }
        case 2 -> {
          text.put("[")
              .put(random.nextInt(101))
              .put("%] Building C object CMakeFiles/")
              .put(words.name)
              .put(".dir/");
          text.put(file)
              .put(".c.o\ncd /builddir/")
              .put(words.name)
              .put("/build && /usr/bin/cc ")
              .put(words.flags);
          text.put(" -o CMakeFiles/")
              .put(file)
              .put(".c.o -c /builddir/")
              .put(words.name)
              .put("/")
              .put(file)
              .put(".c\n");
        }
        case 3 -> {
          text.put("[")
              .put(random.nextInt(2000))
              .put("/")
              .put(2000)
              .put("] c++ -I")
              .put(words.name)
              .put(".p ");
          text.put(words.flags)
              .put(" -MD -MQ ")
              .put(file)
              .put(".cpp.o -c ../")
              .put(file)
              .put(".cpp\n");
        }
        case 4 -> text.put("  CC       ").put(file).put(".o\n");
        default -> {
          text.put("   Compiling ")
              .put(function().replace('_', '-'))
              .put(" v")
              .put(random.nextInt(3))
              .put(".");
          text.put(random.nextInt(30)).put(".").put(random.nextInt(9)).put("\n");
        }
      }
      if (random.nextInt(12) == 0) {
        warning(file);
      } else if (random.nextInt(400) == 0) {
        link();
      }
    }

    private void warning(String file) {
      String function = function();
      text.put(file)
          .put(".c: In function '")
          .put(function)
          .put("':\n")
          .put(file)
          .put(".c:")
          .put(random.nextInt(3000));
      text.put(":").put(random.nextInt(90)).put(": warning: ");
      text.put(WARNINGS[random.nextInt(WARNINGS.length)].replace("%s", function())).put("\n ");
      text.put(random.nextInt(3000))
          .put(" |   ")
          .put(function)
          .put("(ctx, &")
          .put(function())
          .put(", 0x")
          .hex(random, 4);
      text.put(");\n      |   ^~~~~~~~~~~~~~~\n");
    }

    private void link() {
      text.put("cc -shared -Wl,--as-needed -o ").put(words.name).put(".so");
      for (int at = random.nextInt(400); at > 0; at--) {
        text.put(" .libs/").put(words.files[random.nextInt(words.files.length)]).put(".o");
      }
      text.put("\n");
    }

    private void check(int size) {
      int end = text.length() + size;
      while (text.length() < end) {
        text.put(random.nextInt(60) == 0 ? "\u001b[31mFAIL\u001b[0m: " : "PASS: ").put(function());
        text.put(" (0.").put(random.nextInt(1000)).put(" sec)\n");
      }
    }

    private void end(String pkgver) {
      if (random.nextInt(12) == 0) {
        String file = words.files[random.nextInt(words.files.length)];
        text.put("/usr/bin/ld: ")
            .put(file)
            .put(".o: in function `")
            .put(function())
            .put("':\n")
            .put(file)
            .put(".c:(.text+0x");
        text.hex(random, 3).put("): undefined reference to `").put(function()).put("'\n");
        text.put("collect2: error: ld returned 1 exit status\nmake: *** [Makefile:")
            .put(random.nextInt(900));
        text.put(": ").put(words.name).put("] Error 1\n=> ERROR: ").put(pkgver);
        text.put(": do_build: '${make_cmd} ${makejobs}' exited with 2\n");
        return;
      }
      phase(pkgver, "do_install");
      for (int at = random.nextInt(40); at > 0; at--) {
        text.put("install -m 644 ")
            .put(header())
            .put(" /destdir/")
            .put(words.name)
            .put("/usr/include/\n");
      }
      text.put("=> Creating ")
          .put(pkgver)
          .put(".")
          .put(target)
          .put(".xbps for repository /host/binpkgs ...\n");
      text.put("=> ")
          .put(pkgver)
          .put(": removing autodeps, please wait... ")
          .hex(random, 40)
          .put("\n");
    }

    private String function() {
      return words.functions[random.nextInt(words.functions.length)];
    }

    private String header() {
      return words.headers[random.nextInt(words.headers.length)];
    }

    private String yesOrNo() {
      return random.nextInt(4) == 0 ? "no" : "yes";
    }
  }
}
