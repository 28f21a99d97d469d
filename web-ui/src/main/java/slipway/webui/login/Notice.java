package slipway.webui.login;

/// A sentence for the person, on the page after an action.
///
/// @param good whether the action was done
public record Notice(String text, boolean good) {}
