package slipway.cli.demo;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import slipway.cli.keys.FarmCertificates;
import slipway.cli.keys.Tokens;
import slipway.webui.login.Passwords;
import slipway.webui.login.Role;

/// The configuration files of a demo's farm, as a person would write them.
final class DemoFiles {
  private final Path directory;
  private final int masterPort;
  private final FarmCertificates certificates;

  DemoFiles(Path directory, int masterPort, FarmCertificates certificates) {
    this.directory = directory;
    this.masterPort = masterPort;
    this.certificates = certificates;
  }

  void writeMaster(SampleTree tree, DemoSecrets secrets, List<DemoWorker> crew, int webPort)
      throws IOException {
    Files.createDirectories(directory.resolve("repository"));
    Files.createDirectories(directory.resolve("mirror"));
    String workers =
        crew.stream()
            .map(worker ->
                """
                [[workers]]
                name = "%s"
                token-sha256 = "%s"
                hosts = [%s]
                """
                    .formatted(worker.name(), Tokens.hash(worker.token()), quoted(worker.hosts())))
            .collect(joining("\n"));
    write(
        "master.toml",
        """
        data = "master"
        public-reading = true
        targets = ["x86_64", "x86_64-musl"]

        [listen]
        address = "%s"
        port = %d

        [tls]
        certificate = "%s"
        key = "%s"

        [tree]
        repository = "%s"
        branch = "%s"

        [repository]
        directory = "repository"
        url = "http://%s:%d/repo"

        [signing]
        key = "keys/repository.key"
        signed-by = "The harbour office"

        [[mirrors]]
        name = "quay"
        destination = "%s"

        [[clients]]
        name = "web"
        token-sha256 = "%s"
        role = "operator"

        # Of a real farm: on another disk.
        [log-backup]
        directory = "log-backups"
        every = "24h"

        # The packages of the sample tree are small: so are the first guesses of what a build needs.
        [policy]
        driver = "template"
        lost-after = "20s"
        first-disk = "8MiB"
        first-memory = "64MiB"

        %s\
        """
            .formatted(
                DemoFarm.HOST,
                masterPort,
                certificates.certificate(),
                certificates.key(),
                tree.bareRepository(),
                tree.branch(),
                DemoFarm.HOST,
                webPort,
                directory.resolve("mirror"),
                Tokens.hash(secrets.clientToken()),
                workers));
  }

  void writeWorker(DemoWorker worker) throws IOException {
    String token = "keys/worker-" + worker.name() + ".token";
    writeSecret(token, worker.token() + "\n");
    write(
        "worker-" + worker.name() + ".toml",
        """
        name = "%s"
        masters = ["%s"]
        trust = "%s"
        token-file = "%s"
        hosts = [%s]
        slots = %d
        state = "state-%s"
        build-area = "%s"
        cache = "cache-%s"

        [timing]
        report-every = "1s"
        """
            .formatted(
                worker.name(),
                DemoFarm.HOST + ":" + masterPort,
                certificates.authority(),
                token,
                quoted(worker.hosts()),
                worker.slots(),
                worker.name(),
                worker.area(directory),
                worker.name()));
  }

  void writeWeb(SampleTree tree, DemoSecrets secrets, int webPort) throws IOException {
    writeSecret(
        "keys/users",
        Passwords.hash(DemoFarm.OPERATOR, Role.OPERATOR, secrets.password().toCharArray()) + "\n");
    writeSecret("keys/webhook.secret", secrets.webhookSecret() + "\n");
    write(
        "web.toml",
        """
        farm = "The harbour"
        masters = ["%s"]
        trust = "%s"
        token-file = "keys/client.token"
        repository = "repository"
        users = "keys/users"
        webhook-secret-file = "keys/webhook.secret"
        branch = "%s"
        public-reading = true

        [listen]
        address = "%s"
        port = %d
        """
            .formatted(
                DemoFarm.HOST + ":" + masterPort,
                certificates.authority(),
                tree.branch(),
                DemoFarm.HOST,
                webPort));
  }

  /// A file that only its owner can read.
  void writeSecret(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, content, StandardOpenOption.WRITE);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(joining(", "));
  }
}
