package slipway.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.keys.Tokens;
import slipway.proto.EnrolRequest;

/// `slipway worker enrol`: joins a farm with a one-time code.
@Command(
    name = "enrol",
    description = {
      "Join a farm with the one-time code of `slipway ctl invite`.",
      "",
      "Makes a token, tells the master its hash, and keeps the token in a file for the key token-file of the worker's configuration. "
          + "Typed again with the same code and file, it goes on where it was interrupted."
    })
final class EnrolCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CODE", description = "as an operator was given it")
  private String code = "";

  @Option(
      names = "--master",
      required = true,
      paramLabel = "HOST:PORT",
      description = "a master of the farm")
  private String master = "";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM certificate that the farm's is signed with; without it the connection is not encrypted")
  private @Nullable Path ca;

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "FILE",
      description = "where the token is kept; only its owner may read it")
  private @Nullable Path tokenFile;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (tokenFile == null || spec == null) {
      throw new IllegalStateException("picocli has not set the options");
    }
    var token = tokenIn(tokenFile);
    try (var farm = FarmConnection.open(master, ca, null)) {
      var hash = ByteString.copyFrom(HexFormat.of().parseHex(Tokens.hash(token)));
      var joined =
          farm.workers()
              .enrol(EnrolRequest.newBuilder().setCode(code).setTokenSha256(hash).build());
      var hosts = joined.getHostArchitecturesList();
      spec.commandLine()
          .getOut()
          .printf(
              "enrolled: this machine may work as %s, for %s%nin the worker's configuration: name = \"%s\" and token-file = \"%s\"%n",
              joined.getWorker(),
              hosts.isEmpty() ? "any host architecture" : String.join(", ", hosts),
              joined.getWorker(),
              tokenFile);
      return 0;
    } catch (StatusRuntimeException refused) {
      throw new Failure(
          "The master at %s does not let this machine in: %s"
              .formatted(master, refused.getStatus().getDescription()));
    }
  }

  /// A new token, durable before anybody hears of it; or the one that was made for a former try.
  private static String tokenIn(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    var token = Tokens.make(new SecureRandom());
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      channel.write(
          java.nio.ByteBuffer.wrap(
              (token + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    return token;
  }
}
