package slipway.worker.repository;

import java.io.IOException;
import java.util.List;
import slipway.worker.attempt.AttemptLog;
import slipway.worker.attempt.AttemptOrder;

/// Writes down which generation of each repository an attempt was given.
public final class Generations {
  private Generations() {}

  /// Never fails: a repository that cannot be reached is the build's affair.
  public static void writeDown(AttemptOrder order, RepositoryReader reader, AttemptLog log)
      throws IOException, InterruptedException {
    var architectures =
        order.isCross() ? List.of(order.architecture(), order.host()) : List.of(order.host());
    for (AttemptOrder.Repository repository : order.repositories()) {
      for (String architecture : architectures) {
        String url = repository.fileUrl(architecture + "-repodata");
        try {
          var sha256 = reader.generation(repository, architecture);
          if (sha256.isPresent()) {
            log.given("index", url + " " + sha256.get());
          }
        } catch (IOException unreachable) {
          log.warn("index of %s unknown: %s".formatted(url, unreachable.getMessage()));
        }
      }
    }
  }
}
