package slipway.worker.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import slipway.proto.AttemptReport;
import slipway.proto.Order;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.Ending;
import slipway.worker.space.DirectoryRemover;
import slipway.worker.space.StateReserve;
import slipway.xbps.DurableFile;

/// Orders and endings on disk, in the form that they have on the wire. What a method has written is
/// durable when it returns, even on a full disk: the reserve gives way then.
public final class AttemptStore {
  private final Path stateDirectory;
  private final Path buildDirectory;
  private final StateReserve reserve;

  public AttemptStore(Path stateDirectory, Path buildDirectory, StateReserve reserve) {
    this.stateDirectory = stateDirectory;
    this.buildDirectory = buildDirectory;
    this.reserve = reserve;
  }

  public AttemptFiles filesOf(long attempt) {
    return AttemptFiles.of(attempt, stateDirectory, buildDirectory);
  }

  /// All attempts that were ordered and not settled, in the order of their ids. What is left of one
  /// that was being forgotten goes now.
  public List<AttemptFiles> all() throws IOException {
    Path attempts = stateDirectory.resolve("attempts");
    var all = new ArrayList<AttemptFiles>();
    if (Files.isDirectory(attempts)) {
      try (var directories = Files.newDirectoryStream(attempts, "[0-9]*")) {
        for (Path directory : directories) {
          if (Files.exists(directory.resolve("order"))) {
            all.add(filesOf(Long.parseLong(directory.getFileName().toString())));
          } else {
            DirectoryRemover.remove(directory);
          }
        }
      }
    }
    all.sort(Comparator.comparingLong(AttemptFiles::attempt));
    return all;
  }

  public void keepOrder(Order order) throws IOException {
    AttemptFiles files = filesOf(order.getAttempt());
    reserve.whateverItTakes(() -> {
      Files.createDirectories(files.state());
      DurableFile.write(files.order(), order::writeTo);
    });
    DurableFile.syncDirectory(stateDirectory.resolve("attempts"));
  }

  public Order orderOf(AttemptFiles files) throws IOException {
    return Order.parseFrom(Files.readAllBytes(files.order()));
  }

  public void keepEnding(AttemptFiles files, Ending ending) throws IOException {
    AttemptReport report = Wire.report(files.attempt(), ending);
    reserve.whateverItTakes(() -> DurableFile.write(files.end(), report::writeTo));
  }

  /// Empty while the attempt has not ended.
  public Optional<Ending> endingOf(AttemptFiles files) throws IOException {
    return Files.exists(files.end())
        ? Optional.of(Wire.ending(AttemptReport.parseFrom(Files.readAllBytes(files.end()))))
        : Optional.empty();
  }

  public void keepCancelled(AttemptFiles files) throws IOException {
    reserve.whateverItTakes(() -> DurableFile.write(files.cancelled(), _ -> {}));
  }

  public boolean isCancelled(AttemptFiles files) {
    return Files.exists(files.cancelled());
  }
}
