package slipway.worker.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepositoryKey;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.RsaSigner;
import slipway.xbps.Sha256;

/// A signed repository of delivered packages, all of them in its stage, served over HTTP.
public final class FakeRepository implements AutoCloseable {
  private final Path directory;
  private final RsaSigner signer = RsaSigner.generate(2048);
  private final HttpServer server;

  private FakeRepository(Path directory, HttpServer server) {
    this.directory = directory;
    this.server = server;
  }

  public static FakeRepository start(Path directory) throws IOException {
    Files.createDirectories(directory);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> serve(directory, exchange));
    server.start();
    return new FakeRepository(directory, server);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  public String publicKey() {
    return signer.publicKeyPem();
  }

  public Path directory() {
    return directory;
  }

  /// Takes a package in, signed.
  public synchronized void add(Path file) {
    try {
      PackageFile read = PackageFile.read(file);
      String name = read.properties().fileName().toString();
      Files.copy(file, directory.resolve(name));
      Files.write(directory.resolve(name + ".sig2"), signer.sign(Sha256.parse(read.sha256())));
      Path index = directory.resolve(Repodata.fileName(read.properties().architecture()));
      Repodata repodata = Files.exists(index) ? Repodata.read(index) : Repodata.empty();
      var stage = new TreeMap<>(repodata.stage());
      stage.put(read.properties().pkgver().name(), RepoEntry.of(read));
      repodata
          .withStage(stage)
          .withKey(new RepositoryKey(RsaPublicKey.parse(publicKey()), "Test"))
          .write(index);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public Optional<RepoEntry> entry(String architecture, String name) throws IOException {
    Path index = directory.resolve(Repodata.fileName(architecture));
    return Files.exists(index)
        ? Optional.ofNullable(Repodata.read(index).stage().get(name))
        : Optional.empty();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void serve(Path directory, HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = directory.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (!file.startsWith(directory) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
