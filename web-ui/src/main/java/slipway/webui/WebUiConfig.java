package slipway.webui;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import slipway.webui.farm.MasterAddress;

/// What the web UI needs to know. Checked whole: every mistake is reported at once.
///
/// @param farmName shown in the head of every page
/// @param address to listen on; a name or an IP address of this machine
/// @param port to listen on; 0 lets the system choose one
/// @param masters all masters of the farm, `HOST:PORT` each; asked in turn until one answers
/// @param trust PEM file with the certificates that vouch for the masters; without it the
///   connection is not encrypted, which is allowed on loopback alone
/// @param token of this client, for acting on behalf of people and for reporting pushes
/// @param repository directory that is served below `/repo/`
/// @param users file with a line for each person who may log in, see `slipway.webui.login.Users`
/// @param webhookSecret shared with those who report pushes; without it webhooks are turned down
/// @param branch that the farm builds; pushes to others are ignored
/// @param publicReading whether pages and the API can be read without a login
public record WebUiConfig(
    String farmName,
    String address,
    int port,
    List<String> masters,
    Optional<Path> trust,
    Optional<String> token,
    Optional<Path> repository,
    Optional<Path> users,
    Optional<String> webhookSecret,
    String branch,
    boolean publicReading) {

  /// A shorter secret could be guessed.
  static final int SECRET_LENGTH_MIN = 8;

  /// Checks everything.
  ///
  /// @throws IllegalArgumentException with one line for each mistake
  public WebUiConfig {
    masters = List.copyOf(masters);
    var mistakes = new ArrayList<String>();
    checkListening(address, port, mistakes);
    checkMasters(masters, trust, mistakes);
    trust.ifPresent(file -> checkFile("trust certificates", file, mistakes));
    users.ifPresent(file -> checkFile("users file", file, mistakes));
    if (repository.isPresent() && !Files.isDirectory(repository.get())) {
      mistakes.add("repository: " + repository.get() + " is not a directory; create it first");
    }
    if (webhookSecret.isPresent() && webhookSecret.get().length() < SECRET_LENGTH_MIN) {
      mistakes.add("webhook secret: shorter than " + SECRET_LENGTH_MIN + " characters");
    }
    if (branch.isBlank() || branch.startsWith("refs/")) {
      mistakes.add("branch: wants a plain name such as master, not \"" + branch + "\"");
    }
    if (!publicReading && users.isEmpty()) {
      mistakes.add("public reading is off, so nobody could read: name a users file");
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          "The web UI cannot start:\n  " + String.join("\n  ", mistakes));
    }
  }

  /// The smallest useful configuration: public reading, nobody can act, no repository.
  public static WebUiConfig reading(String address, int port, List<String> masters) {
    return new WebUiConfig(
        "Slipway",
        address,
        port,
        masters,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "master",
        true);
  }

  private static void checkListening(String address, int port, List<String> mistakes) {
    if (port < 0 || port > 65535) {
      mistakes.add("port: " + port + " is not between 0 and 65535");
    }
    try {
      InetAddress.getByName(address);
    } catch (UnknownHostException unknown) {
      mistakes.add("address: " + address + " is not a name or an address of a machine");
    }
  }

  private static void checkMasters(
      List<String> masters, Optional<Path> trust, List<String> mistakes) {
    if (masters.isEmpty()) {
      mistakes.add("masters: name at least one, as HOST:PORT");
    }
    for (String text : masters) {
      try {
        var master = MasterAddress.parse(text);
        if (trust.isEmpty() && !master.isLoopback()) {
          mistakes.add("masters: " + text + " is another machine; name its trust certificates");
        }
      } catch (IllegalArgumentException wrong) {
        mistakes.add("masters: " + wrong.getMessage());
      }
    }
  }

  private static void checkFile(String what, Path file, List<String> mistakes) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      mistakes.add(what + ": " + file + " is not a readable file");
    }
  }
}
