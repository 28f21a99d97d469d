package slipway.webui.repository;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import slipway.webui.http.ByteRange;
import slipway.webui.http.Refused;

/// `GET /repo/…`: the package repository as plain files, for `xbps-install` and for builders.
///
/// A published package never changes, so caches may keep it; everything else is asked for again
/// each time, with `If-Modified-Since` at the resolution of seconds that `xbps-install` relies on.
public final class RepositoryFiles {

  private static final String PREFIX = "/repo/";
  private static final int COPY_BYTES = 64 << 10;
  private static final int REPLACED_MEANWHILE_MAX = 5;

  /// RFC 9110, section 5.6.7.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path root;

  /// Serves what is below this directory.
  ///
  /// @throws IOException if it is not there
  public RepositoryFiles(Path directory) throws IOException {
    this.root = directory.toRealPath();
  }

  /// Answers `GET` and `HEAD`.
  public void serve(Context ctx) throws IOException {
    var file = find(decodedPath(ctx));
    try (var opened = open(file)) {
      var modified = opened.modified().truncatedTo(ChronoUnit.SECONDS);
      var response = ctx.res();
      response.setHeader("Last-Modified", HTTP_DATE.format(modified));
      response.setHeader("ETag", opened.tag());
      response.setHeader("Accept-Ranges", "bytes");
      response.setHeader(
          "Cache-Control",
          file.toString().endsWith(".xbps") ? "public, max-age=31536000, immutable" : "no-cache");
      response.setContentType("application/octet-stream");
      if (unchanged(ctx, opened.tag(), modified)) {
        ctx.status(304);
        return;
      }
      send(ctx, opened, range(ctx, opened, modified));
    }
  }

  private static void send(Context ctx, Opened opened, Optional<ByteRange> range)
      throws IOException {
    long first = range.map(ByteRange::first).orElse(0L);
    long count = range.map(ByteRange::byteCount).orElse(opened.bytes());
    range.ifPresent(part -> ctx.res().setHeader("Content-Range", part.contentRange()));
    ctx.status(range.isPresent() ? 206 : 200);
    ctx.res().setContentLengthLong(count);
    if (ctx.req().getMethod().equals("HEAD")) {
      return;
    }
    var out = ctx.res().getOutputStream();
    opened.channel().position(first);
    copy(Channels.newInputStream(opened.channel()), out, count);
  }

  private static void copy(InputStream in, OutputStream out, long count) throws IOException {
    var buffer = new byte[COPY_BYTES];
    for (long left = count; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the file became shorter while it was sent");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String decodedPath(Context ctx) {
    try {
      return ctx.req().getPathInfo();
    } catch (IllegalArgumentException ambiguous) {
      throw new Refused(400, "The path hides slashes or dots: " + ctx.path());
    }
  }

  /// The file that a request means.
  ///
  /// @throws Refused with 404 for whatever is no plain file inside the directory, hidden files and
  ///   locks included: it says nothing about what else there is
  private Path find(String requestPath) throws IOException {
    var refusal = new Refused(404, "The repository has no file " + requestPath + ".");
    if (!requestPath.startsWith(PREFIX)) {
      throw refusal;
    }
    Path file = root;
    for (String name : requestPath.substring(PREFIX.length()).split("/", -1)) {
      if (name.isEmpty() || name.startsWith(".") || name.contains("\\") || name.contains("\0")) {
        throw refusal;
      }
      try {
        file = file.resolve(name);
      } catch (InvalidPathException notAName) {
        throw refusal;
      }
    }
    try {
      var real = file.toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real) || isLock(real)) {
        throw refusal;
      }
      return real;
    } catch (NoSuchFileException missing) {
      throw refusal;
    } catch (IOException unreadable) {
      throw (Refused) refusal.initCause(unreadable);
    }
  }

  private static boolean isLock(Path file) {
    return file.toString().endsWith(".lock");
  }

  /// Opens a file together with its attributes. Indexes are replaced by renaming; content of one
  /// and time of the other would make a client keep an old index, so both are read until they fit.
  private static Opened open(Path file) throws IOException {
    for (int tries = 0; tries < REPLACED_MEANWHILE_MAX; tries++) {
      try {
        var before = Files.readAttributes(file, BasicFileAttributes.class);
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        var after = Files.readAttributes(file, BasicFileAttributes.class);
        if (Objects.equals(before.fileKey(), after.fileKey())
            && before.lastModifiedTime().equals(after.lastModifiedTime())) {
          return new Opened(channel, channel.size(), after.lastModifiedTime().toInstant());
        }
        channel.close();
      } catch (NoSuchFileException removed) {
        throw new Refused(404, "The file was just removed from the repository.");
      }
    }
    throw new Refused(503, "The file is being replaced. Try again.", 1);
  }

  /// @param bytes its size when it was opened
  private record Opened(FileChannel channel, long bytes, Instant modified)
      implements AutoCloseable {

    String tag() {
      return "\""
          + Long.toHexString(modified.getEpochSecond())
          + Integer.toHexString(modified.getNano())
          + "-"
          + Long.toHexString(bytes)
          + "\"";
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static boolean unchanged(Context ctx, String tag, Instant modified) {
    var noneMatch = ctx.header("If-None-Match");
    if (noneMatch != null) {
      return noneMatch.contains(tag) || noneMatch.strip().equals("*");
    }
    // Equal, not "not later": an index that was put back is older and still new to the client.
    return modified.equals(date(ctx.header("If-Modified-Since")));
  }

  private static Optional<ByteRange> range(Context ctx, Opened opened, Instant modified) {
    var header = ctx.header("Range");
    var condition = ctx.header("If-Range");
    boolean still =
        condition == null || condition.equals(opened.tag()) || modified.equals(date(condition));
    try {
      return header != null && still ? ByteRange.parse(header, opened.bytes()) : Optional.empty();
    } catch (Refused behindTheEnd) {
      ctx.res().setHeader("Content-Range", "bytes */" + opened.bytes());
      throw behindTheEnd;
    }
  }

  private static @Nullable Instant date(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return Instant.from(HTTP_DATE.parse(header.strip()));
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}
