package slipway.master.publish;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.publisher.FileConflict;
import slipway.publisher.Publisher;

/// Looks whether staged packages bring files that others own. On a thread of its own, since nobody
/// waits for a warning; what comes meanwhile is looked at together.
final class FileWarnings implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWarnings.class);

  private final Publisher publisher;
  private final Map<String, Set<String>> waitingByArchitecture = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("file warnings").factory());

  FileWarnings(Publisher publisher) {
    this.publisher = publisher;
  }

  /// Never waits.
  void look(String architecture, Set<String> pkgnames) {
    waitingByArchitecture.merge(architecture, pkgnames, FileWarnings::both);
    thread.execute(() -> run(architecture));
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    var both = new TreeSet<>(some);
    both.addAll(others);
    return both;
  }

  private void run(String architecture) {
    Set<String> pkgnames = waitingByArchitecture.remove(architecture);
    if (pkgnames == null) {
      return;
    }
    try {
      for (FileConflict conflict : publisher.fileConflicts(architecture, pkgnames)) {
        log.atWarn().addKeyValue("why", conflict.sentence()).log("a file has two owners");
      }
    } catch (IOException unread) {
      log.atWarn().setCause(unread).log("could not look who owns which files");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
