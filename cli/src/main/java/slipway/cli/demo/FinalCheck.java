package slipway.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import slipway.cli.Failure;
import slipway.xbps.RsaPublicKey;

/// Looks at what the demo has left, as a user of the distribution would: installs from the mirror
/// and runs.
final class FinalCheck {
  /// A program, what it reads, and a line that it must print. See `sample/README.md`.
  private record Trial(List<String> command, String input, String expected) {}

  private static final List<Trial> TRIALS =
      List.of(
          new Trial(List.of("harbourmaster", "Saltmarsh"), "", "petrel: berth 1 at 06:00"),
          new Trial(List.of("harbourmaster", "--version"), "", "libtide 2.0.0"),
          new Trial(List.of("tidetable", "06:00"), "", "06:00  4.48 m"),
          new Trial(List.of("signalflags", "Ship"), "", "Sierra Hotel India Papa"),
          new Trial(List.of("logline", "1cable", "60"), "", "6.0 knots"),
          new Trial(List.of("bell", "07:30"), "", "7 bells of the morning watch"),
          new Trial(List.of("ballast", "3.2m", "4.0m"), "", "fill the fore tank: 0.40 m"),
          new Trial(List.of("soundings", "7"), "", "square 7: 10.10 m"));

  private static final Trial GLIBC_ONLY =
      new Trial(List.of("stowage", "10"), "6 5 4 3 2\n", "2 holds");

  private FinalCheck() {}

  /// @return a line for each architecture: what was installed and ran
  static List<String> run(Path mirror, Path work, RsaPublicKey key)
      throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    for (String architecture : List.of("x86_64", "x86_64-musl")) {
      boolean musl = architecture.endsWith("-musl");
      MirrorClient client =
          MirrorClient.open(musl ? mirror.resolve("musl") : mirror, architecture, key);
      Path root = Files.createDirectories(work.resolve("root-" + architecture));
      int installed =
          client.install(List.of("harbour", "ballast", "plimsoll", "soundings"), root).size();
      var trials = new ArrayList<>(TRIALS);
      if (!musl) {
        trials.add(GLIBC_ONLY);
      }
      for (Trial trial : trials) {
        String output = MirrorClient.run(root, trial.command, trial.input);
        if (!output.contains(trial.expected)) {
          throw new Failure(
              "%s for %s printed\n  %s\nand should have printed\n  %s"
                  .formatted(
                      String.join(" ", trial.command), architecture, output, trial.expected));
        }
      }
      lines.add(
          "%s: installed %d of %d packages from the mirror, signatures verified; ran %d programs, each said what it should"
              .formatted(architecture, installed, client.packageCount(), trials.size()));
    }
    return lines;
  }
}
