package slipway.webui.login;

import java.util.Optional;

/// Who asks: anybody, or a person with a role.
///
/// @param name empty for anybody
/// @param csrfToken for the forms of a page; empty for anybody
public record Visitor(Optional<String> name, Optional<Role> role, String csrfToken) {

  public static final Visitor ANYBODY = new Visitor(Optional.empty(), Optional.empty(), "");

  public boolean isLoggedIn() {
    return name.isPresent();
  }

  public boolean may(Role needed) {
    return role.isPresent() && role.get().includes(needed);
  }

  /// For templates.
  public boolean isCommitter() {
    return may(Role.COMMITTER);
  }

  /// For templates.
  public boolean isOperator() {
    return may(Role.OPERATOR);
  }
}
