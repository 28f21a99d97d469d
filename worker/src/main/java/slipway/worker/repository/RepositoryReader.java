package slipway.worker.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import slipway.worker.attempt.AttemptOrder.Repository;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.Sha256;
import slipway.xbps.XbpsFormatException;

/// Reads repositories over HTTP. Indexes are kept until the server has another one. Safe for many
/// threads.
public final class RepositoryReader implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration INDEX_MAX = Duration.ofMinutes(2);
  private static final Duration PACKAGE_MAX = Duration.ofMinutes(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final Map<String, Kept> keptByUrl = new ConcurrentHashMap<>();

  private final Map<String, Digest> digestByUrl = new ConcurrentHashMap<>();

  private record Kept(String entityTag, SortedMap<String, RepoEntry> entries) {}

  private record Digest(String entityTag, String sha256) {}

  /// What builders see of a repository: the index with the stage laid over it. A repository that
  /// has no index for the architecture is empty.
  ///
  /// @throws IOException if the server cannot be reached, or what it sends is no index
  public SortedMap<String, RepoEntry> entries(Repository repository, String architecture)
      throws IOException, InterruptedException {
    String url = repository.fileUrl(Repodata.fileName(architecture));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(INDEX_MAX);
    Kept kept = keptByUrl.get(url);
    if (kept != null && !kept.entityTag().isEmpty()) {
      request.header("If-None-Match", kept.entityTag());
    }
    HttpResponse<byte[]> response = send(url, request, HttpResponse.BodyHandlers.ofByteArray());
    return switch (response.statusCode()) {
      case 200 -> keep(url, response);
      case 304 -> kept == null ? fail(url, response.statusCode()) : kept.entries();
      case 404 -> Repodata.empty().merged();
      default -> fail(url, response.statusCode());
    };
  }

  /// The SHA-256 of an index as it is now, which names a repository's generation; empty if the
  /// repository has none for the architecture.
  ///
  /// @throws IOException if the server cannot be reached
  public Optional<String> generation(Repository repository, String architecture)
      throws IOException, InterruptedException {
    String url = repository.fileUrl(Repodata.fileName(architecture));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(INDEX_MAX);
    Digest known = digestByUrl.get(url);
    if (known != null && !known.entityTag().isEmpty()) {
      request.header("If-None-Match", known.entityTag());
    }
    HttpResponse<byte[]> response = send(url, request, HttpResponse.BodyHandlers.ofByteArray());
    return switch (response.statusCode()) {
      case 200 -> Optional.of(keepDigest(url, response).sha256());
      case 304 -> Optional.ofNullable(known).map(Digest::sha256);
      default -> Optional.empty();
    };
  }

  private Digest keepDigest(String url, HttpResponse<byte[]> index) {
    String tag = index.headers().firstValue("ETag").orElse("");
    var digest = new Digest(tag, Sha256.hex(Sha256.digest().digest(index.body())));
    digestByUrl.put(url, digest);
    return digest;
  }

  /// Downloads a file of a repository; an existing `target` is replaced.
  void download(String url, Path target) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PACKAGE_MAX);
    HttpResponse<Path> response = send(url, request, HttpResponse.BodyHandlers.ofFile(target));
    if (response.statusCode() != 200) {
      fail(url, response.statusCode());
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private <T> HttpResponse<T> send(
      String url, HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return http.send(request.build(), handler);
    } catch (IOException unreachable) {
      throw new IOException("cannot get " + url + ": " + reason(unreachable), unreachable);
    }
  }

  private SortedMap<String, RepoEntry> keep(String url, HttpResponse<byte[]> response)
      throws IOException {
    try {
      var entries = Repodata.read(new ByteArrayInputStream(response.body())).merged();
      String tag = response.headers().firstValue("ETag").orElse("");
      keptByUrl.put(url, new Kept(tag, entries));
      var _ = keepDigest(url, response);
      return entries;
    } catch (XbpsFormatException broken) {
      throw new IOException(url + " is no repository index: " + broken.getMessage(), broken);
    }
  }

  private static SortedMap<String, RepoEntry> fail(String url, int status) throws IOException {
    throw new IOException("cannot get " + url + ": the server answers " + status);
  }

  /// The client's own connect exceptions often have no message.
  private static String reason(IOException unreachable) {
    String message = unreachable.getMessage();
    return message == null ? unreachable.getClass().getSimpleName() : message;
  }
}
