package slipway.webui.login;

/// Hashes that are quick to check, and no good for anything but tests.
public final class QuickPasswords {

  private QuickPasswords() {}

  /// A line of a users file.
  public static String hash(String name, Role role, String password) {
    return Passwords.hash(name, role, password.toCharArray(), 1);
  }
}
