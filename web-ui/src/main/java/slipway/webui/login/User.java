package slipway.webui.login;

/// One person of the users file.
public record User(String name, Role role, PasswordHash passwordHash) {}
