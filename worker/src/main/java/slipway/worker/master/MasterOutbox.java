package slipway.worker.master;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.Ending;
import slipway.worker.run.Outbox;

/// Logs by [LogSender], packages by [PackageSender].
public final class MasterOutbox implements Outbox {
  private static final Logger log = LoggerFactory.getLogger(MasterOutbox.class);

  private final LogSender logs;
  private final PackageSender packages;

  public MasterOutbox(LogSender logs, PackageSender packages) {
    this.logs = logs;
    this.packages = packages;
  }

  @Override
  public void follow(AttemptFiles files) {
    logs.follow(files);
  }

  @Override
  public Ending deliver(AttemptFiles files, Ending ending) throws InterruptedException {
    CompletableFuture<Optional<String>> closed = logs.end(files, ending.logBytes());
    Ending result = upload(files, ending);
    try {
      closed.get().ifPresent(why -> unwanted(files, why));
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a log is closed or refused, never failed", impossible);
    }
    return result;
  }

  @Override
  public void forget(AttemptFiles files) {
    logs.forget(files);
  }

  private Ending upload(AttemptFiles files, Ending ending) throws InterruptedException {
    for (Ending.Delivery delivery : ending.packages()) {
      PackageSender.Outcome outcome =
          packages.send(files.attempt(), delivery, files.packages().resolve(delivery.fileName()));
      switch (outcome) {
        case PackageSender.Outcome.Complete() -> {}
        case PackageSender.Outcome.Refused(String why) -> {
          return ending.refused("%s was refused: %s".formatted(delivery.fileName(), why));
        }
        case PackageSender.Outcome.Unwanted(String why) -> {
          unwanted(files, why);
          return ending;
        }
      }
    }
    return ending;
  }

  private static void unwanted(AttemptFiles files, String why) {
    log.atInfo()
        .addKeyValue("attempt", files.attempt())
        .addKeyValue("reason", why)
        .log("master wants no more of it");
  }
}
