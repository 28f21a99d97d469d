package slipway.webui.login;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a person may do. Each role may do what the former ones may.
public enum Role {
  /// Reads, where reading is not public.
  VIEWER,
  /// Retries, forces and cancels builds.
  COMMITTER,
  /// Drains workers, pauses the farm.
  OPERATOR;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /// As written in the users file.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
