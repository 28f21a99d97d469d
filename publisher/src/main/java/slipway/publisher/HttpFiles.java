package slipway.publisher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gets files of a mirror over HTTP, as a client would, those that it has. Indexes are asked for
/// with `If-None-Match` and `If-Modified-Since`: one that has not changed costs no transfer.
///
/// A mirror is a stranger: nothing that it sends may be larger, or take longer, than it should.
final class HttpFiles implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

  private final Path cache;
  private final InstantSource time;
  private final Duration patience;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT_PATIENCE)
          .build();
  private final Map<URI, Kept> keptByAddress = new ConcurrentHashMap<>();

  /// A file as it was got last.
  private record Kept(Optional<String> tag, Optional<String> modified, Path file) {}

  /// What is wanted.
  ///
  /// @param path relative to the mirror's address
  /// @param bytesMax more than that is no answer
  /// @param keep whether to ask for it only if it has changed, again and again
  record Wanted(String path, long bytesMax, boolean keep) {}

  /// @param cache a directory for what is kept, which nobody else uses
  /// @param patience for one file, to its last byte
  HttpFiles(Path cache, Duration patience, InstantSource time) {
    this.cache = cache;
    this.patience = patience;
    this.time = time;
  }

  /// Gets the files into a directory.
  ///
  /// @param base the mirror's address
  /// @return how far the mirror's clock is ahead of ours, if it tells the time
  /// @throws IOException naming the file, if the mirror answers neither with it nor that it has
  ///   none
  Optional<Duration> fetch(String base, List<Wanted> wanted, Path into)
      throws IOException, InterruptedException {
    var places = new Semaphore(AT_ONCE);
    var running = new ArrayList<Future<Optional<Duration>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Wanted one : wanted) {
        running.add(
            threads.submit(() -> {
              places.acquire();
              try {
                return fetch(URI.create(base.replaceAll("/+$", "") + "/" + one.path()), one, into);
              } finally {
                places.release();
              }
            }));
      }
      Optional<Duration> ahead = Optional.empty();
      for (var got : running) {
        Optional<Duration> told = got.get();
        ahead = told.isPresent() ? told : ahead;
      }
      return ahead;
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException told -> throw told;
        case InterruptedException ended -> throw ended;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  private Optional<Duration> fetch(URI address, Wanted wanted, Path into)
      throws IOException, InterruptedException {
    Path target = into.resolve(wanted.path());
    Files.createDirectories(target.resolveSibling("."));
    Optional<Kept> kept = Optional.ofNullable(keptByAddress.get(address));
    var request = HttpRequest.newBuilder(address).timeout(ANSWER_PATIENCE).GET();
    kept.ifPresent(last -> {
      last.tag().ifPresent(tag -> request.header("If-None-Match", tag));
      last.modified().ifPresent(modified -> request.header("If-Modified-Since", modified));
    });
    Path body = Files.createTempFile(cache, "got-", "");
    try {
      HttpResponse<Path> answer = send(request.build(), wanted, body);
      int status = answer.statusCode();
      if (status == 200) {
        take(answer, address, wanted, body, target);
      } else if (status == 304 && kept.isPresent()) {
        Files.createLink(target, kept.get().file());
      } else if (status == 404 || status == 410) {
        keptByAddress.remove(address);
      } else {
        throw new IOException("%s answered %d".formatted(address, status));
      }
      return answer.headers().firstValue("date").flatMap(this::ahead);
    } finally {
      Files.deleteIfExists(body);
    }
  }

  private HttpResponse<Path> send(HttpRequest request, Wanted wanted, Path body)
      throws IOException, InterruptedException {
    var handler = BodyHandlers.limiting(BodyHandlers.ofFile(body), wanted.bytesMax());
    var answer = client.sendAsync(request, handler);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      answer.cancel(true);
      throw new IOException(
          "%s was not through after %s: it is too slow".formatted(request.uri(), patience),
          tooLong);
    } catch (ExecutionException failed) {
      throw new IOException(
          "Cannot get %s: %s"
              .formatted(
                  request.uri(), reason(Objects.requireNonNullElse(failed.getCause(), failed))),
          failed);
    } finally {
      answer.cancel(true);
    }
  }

  /// The JDK's connect errors have no message.
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private void take(HttpResponse<Path> answer, URI address, Wanted wanted, Path body, Path target)
      throws IOException {
    if (wanted.keep()) {
      Path file = Files.createTempFile(cache, "kept-", "");
      Files.move(body, file, StandardCopyOption.REPLACE_EXISTING);
      Files.createLink(target, file);
      Kept former =
          keptByAddress.put(
              address,
              new Kept(
                  answer.headers().firstValue("etag"),
                  answer.headers().firstValue("last-modified"),
                  file));
      if (former != null) {
        Files.deleteIfExists(former.file());
      }
    } else {
      Files.move(body, target);
    }
  }

  private Optional<Duration> ahead(String date) {
    try {
      Instant theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      return Optional.of(Duration.between(time.instant(), theirs));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /// Lets go of what is kept.
  @Override
  public void close() throws IOException {
    client.shutdownNow();
    Workshop.deleteTree(cache);
  }
}
