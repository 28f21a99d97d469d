package slipway.publisher.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The real `xbps-rindex`, where it is on the path.
final class RealIndexer {
  private static final String TOOL = "xbps-rindex";
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private long peakBytes;

  static boolean isInstalled() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, TOOL)));
  }

  double add(List<Path> files) throws IOException, InterruptedException {
    return run(List.of("-a"), files);
  }

  double sign(Path key, List<Path> files) throws IOException, InterruptedException {
    return run(List.of("--sign-pkg", "--privkey", key.toString()), files);
  }

  double clean(Path directory) throws IOException, InterruptedException {
    return run(List.of("-c"), List.of(directory));
  }

  /// The most memory that a run has taken.
  long peakBytes() {
    return peakBytes;
  }

  /// @return milliseconds
  private double run(List<String> options, List<Path> files)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(TOOL);
    command.addAll(options);
    files.forEach(file -> command.add(file.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("XBPS_ARCH", "x86_64");
    long begin = System.nanoTime();
    Process process = builder.start();
    do {
      peakBytes = Math.max(peakBytes, peakOf(process));
    } while (!process.waitFor(5, TimeUnit.MILLISECONDS));
    double millis = (System.nanoTime() - begin) / 1e6;
    if (process.exitValue() != 0) {
      throw new IOException(TOOL + " " + options + " failed with status " + process.exitValue());
    }
    return millis;
  }

  private static long peakOf(Process process) {
    try {
      String status = Files.readString(Path.of("/proc", "" + process.pid(), "status"));
      Matcher matcher = PEAK.matcher(status);
      return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
    } catch (IOException ended) {
      return 0;
    }
  }
}
