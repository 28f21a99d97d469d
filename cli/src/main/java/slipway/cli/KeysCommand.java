package slipway.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import slipway.cli.keys.FarmCertificates;
import slipway.cli.keys.SignerCertificates;
import slipway.cli.keys.Tokens;
import slipway.webui.login.Passwords;
import slipway.webui.login.Role;

/// `slipway keys`: what a new farm needs before it can start.
@Command(
    name = "keys",
    header = "Make certificates, tokens and password lines for a farm.",
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
  private static final Duration LIFE = Duration.ofDays(825);

  @Spec private @Nullable CommandSpec spec;

  @Command(
      name = "certificates",
      description = "Make a certificate authority and the master's certificate.")
  int certificates(
      @Option(
              names = "--directory",
              paramLabel = "DIR",
              defaultValue = "keys",
              description = "where to (default: ${DEFAULT-VALUE})")
          Path directory,
      @Parameters(
              arity = "1..*",
              paramLabel = "NAME",
              description = "host names and addresses of the master")
          List<String> names)
      throws IOException {
    var files =
        FarmCertificates.in(
            directory, new ArrayList<>(names), Instant.now(), LIFE, new SecureRandom());
    print("give to workers and clients:  " + files.authority());
    print("for the master's [tls]:       " + files.certificate() + ", " + files.key());
    return 0;
  }

  @Command(
      name = "signer",
      description =
          "Make the certificates with which `slipway signer --listen` and its clients know each other.")
  int signer(
      @Option(
              names = "--directory",
              paramLabel = "DIR",
              defaultValue = "signer-keys",
              description = "where to (default: ${DEFAULT-VALUE})")
          Path directory,
      @Option(
              names = "--client",
              required = true,
              paramLabel = "NAME",
              description = "who may have things signed, such as master; repeatable")
          List<String> clients,
      @Parameters(
              arity = "1..*",
              paramLabel = "HOST",
              description = "host names and addresses of the signer")
          List<String> hosts)
      throws IOException {
    for (String client : clients) {
      if (!client.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") || client.startsWith("signer")) {
        throw new Failure("--client: \"%s\" is no name for one.".formatted(client));
      }
    }
    try {
      SignerCertificates.make(directory, hosts, clients, Instant.now(), LIFE, new SecureRandom());
    } catch (IOException told) {
      throw new Failure(String.valueOf(told.getMessage()));
    }
    print("for both sides:   " + directory.resolve("signer-ca.pem"));
    print("for the signer:   %s, signer.key".formatted(directory.resolve("signer.pem")));
    for (String client : clients) {
      print(
          "for %-12s  %s, %s.key"
              .formatted(client + ":", directory.resolve(client + ".pem"), client));
    }
    return 0;
  }

  @Command(
      name = "token",
      description =
          "Make a token for a worker or a client, and the hash for the master's configuration.")
  int token() {
    String token = Tokens.make(new SecureRandom());
    print("token         " + token);
    print("token-sha256  " + Tokens.hash(token));
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // Java 25 gives none again where there is no terminal.
  @Command(
      name = "password",
      description = "Make a line for the web UI's users file; asks for the password.")
  int password(
      @Parameters(paramLabel = "NAME", description = "who logs in") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "committer",
              description = "viewer, committer or operator (default: ${DEFAULT-VALUE})")
          String role) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new Failure("The password is asked for on a terminal, and there is none.");
    }
    char[] password = console.readPassword("Password for %s: ", name);
    try {
      print(
          Passwords.hash(
              name,
              Role.valueOf(role.toUpperCase(Locale.ROOT)),
              password == null ? new char[0] : password));
    } catch (IllegalArgumentException wrong) {
      throw new Failure(String.valueOf(wrong.getMessage()));
    }
    return 0;
  }

  private void print(String line) {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    spec.commandLine().getOut().println(line);
  }
}
