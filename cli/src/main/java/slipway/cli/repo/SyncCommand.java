package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;
import slipway.publisher.SyncReport;

@Command(
    name = "sync",
    description = {
      "Bring the repository to mirrors with rsync: packages first, the index last, deletions after.",
      "Answers 1 if a mirror could not be brought up to date; the others are."
    })
final class SyncCommand extends RepoCommand.Base {
  @Mixin private KeyOptions key = new KeyOptions();

  @Parameters(index = "0", paramLabel = "DIR")
  private Path directory = Path.of(".");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "MIRROR",
      description = "an absolute directory, host::module/path or rsync://host[:port]/module/path")
  private List<String> destinations = new ArrayList<>();

  @Override
  int run() throws IOException, InterruptedException {
    var mirrors = new ArrayList<Mirror>();
    for (String destination : destinations) {
      mirrors.add(new Mirror("mirror" + (mirrors.size() + 1), destination));
    }
    try (Publisher publisher = key.open(directory, mirrors)) {
      SyncReport report = publisher.sync();
      var lines = new ArrayList<String>();
      for (int i = 0; i < mirrors.size(); i++) {
        var result = report.mirrors().get(i);
        lines.add(
            "%s: %s"
                .formatted(
                    mirrors.get(i).destination(),
                    result
                        .failure()
                        .orElseGet(() ->
                            "up to date, %d files (%d bytes) in %d ms"
                                .formatted(
                                    result.filesTransferred(),
                                    result.bytesTransferred(),
                                    result.took().toMillis()))));
      }
      print(report, lines);
      return report.succeeded() ? 0 : 1;
    }
  }
}
