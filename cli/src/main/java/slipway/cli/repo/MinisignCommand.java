package slipway.cli.repo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.cli.Failure;
import slipway.publisher.minisign.MinisignKey;
import slipway.publisher.minisign.MinisignPublicKey;
import slipway.xbps.DurableFile;
import slipway.xbps.Passphrases;
import slipway.xbps.Sha256;

@Command(
    name = "minisign",
    description = {
      "Sign files for download (images, lists of checksums) so that minisign verifies",
      "them, or verify such. Each gets a FILE.minisig.",
      "The key is one that `minisign -G` has made. A locked one is unlocked by",
      "--passphrase-file or $XBPS_PASSPHRASE, and takes 1 GiB of memory for a moment.",
      "",
      "  slipway repo minisign --key release.key --checksums sha256sum.txt *.iso",
      "  slipway repo minisign --verify release.pub sha256sum.txt"
    })
final class MinisignCommand extends RepoCommand.Base {
  @Option(names = "--key", paramLabel = "FILE", description = "minisign's secret key: sign")
  private @Nullable Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line unlocks the key")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "shown by whoever verifies (default: the time and the file's name)")
  private @Nullable String comment;

  @Option(
      names = "--checksums",
      paramLabel = "FILE",
      description = "write the SHA-256 of all into FILE, and sign that instead of each")
  private @Nullable Path checksums;

  @Option(
      names = "--verify",
      paramLabel = "PUBLIC",
      description = "verify instead: with a public key, a file or its Base64")
  private @Nullable String publicKey;

  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files = new ArrayList<>();

  @Override
  int run() throws IOException {
    if ((key == null) == (publicKey == null)) {
      throw new Failure("Name either --key, to sign, or --verify.");
    }
    return publicKey != null ? verify(MinisignPublicKey.open(publicKey)) : sign(open());
  }

  private MinisignKey open() throws IOException {
    if (key == null) {
      throw new IllegalStateException("run has checked it");
    }
    return MinisignKey.open(key, Passphrases.of(Optional.ofNullable(passphraseFile)));
  }

  private int sign(MinisignKey secret) throws IOException {
    var signed = new ArrayList<String>();
    if (checksums != null) {
      writeChecksums(checksums);
    }
    for (Path file : checksums != null ? List.of(checksums) : files) {
      Path signature = signatureOf(file);
      String said =
          comment != null
              ? comment
              : "timestamp:%d\tfile:%s\thashed"
                  .formatted(Instant.now().getEpochSecond(), file.getFileName());
      byte[] text = secret.sign(file, said).getBytes(StandardCharsets.UTF_8);
      DurableFile.write(signature, out -> out.write(text));
      signed.add(signature.toString());
    }
    print(
        Map.of("signatures", signed, "key", secret.publicKey().base64()),
        List.of(
            String.join(" ", signed),
            "verified by: minisign -Vm %s -P %s"
                .formatted(
                    checksums != null ? checksums : files.getFirst(),
                    secret.publicKey().base64())));
    return 0;
  }

  /// As `sha256sum --tag` writes them, which `sha256sum -c` and BSD's tools check.
  private void writeChecksums(Path list) throws IOException {
    var text = new StringBuilder();
    for (Path file : files) {
      text.append(
          "SHA256 (%s) = %s%n".formatted(file.getFileName(), Sha256.hex(Sha256.ofFile(file))));
    }
    DurableFile.write(list, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private int verify(MinisignPublicKey expected) throws IOException {
    var lines = new ArrayList<String>();
    var comments = new ArrayList<Map<String, String>>();
    for (Path file : files) {
      String said = expected.verify(file, signatureOf(file));
      comments.add(Map.of("file", file.toString(), "comment", said));
      lines.add("%s: signed by %s: %s".formatted(file, expected.id(), said.replace('\t', ' ')));
    }
    print(Map.of("verified", comments), lines);
    return 0;
  }

  private static Path signatureOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".minisig");
  }
}
