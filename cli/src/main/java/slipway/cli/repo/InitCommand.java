package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.publisher.Repositories;
import slipway.xbps.RepositoryKey;

@Command(
    name = "init",
    description = "Make an empty, signed repository; or sign the one that is there.")
final class InitCommand extends RepoCommand.Base {
  @Mixin private KeyOptions key = new KeyOptions();

  @Option(
      names = {"-a", "--architecture"},
      paramLabel = "ARCH",
      description = "of its clients, such as x86_64-musl (default: ${DEFAULT-VALUE})")
  private String architecture = Architectures.here();

  @Parameters(paramLabel = "DIR", description = "is made where it is missing")
  private Path directory = Path.of(".");

  @Override
  int run() throws IOException {
    RepositoryKey signing = key.repositoryKey(directory);
    Repositories.init(directory, architecture, signing);
    print(
        Map.of(
            "directory", directory.toString(),
            "architecture", architecture,
            "signed_by", signing.signedBy(),
            "fingerprint", signing.publicKey().fingerprint()),
        List.of(
            "%s is a repository for %s, signed by \"%s\""
                .formatted(directory, architecture, signing.signedBy()),
            "fingerprint: " + signing.publicKey().fingerprint()));
    return 0;
  }
}
