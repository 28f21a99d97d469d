package slipway.logstore;

/// What a log failed with, in a form that is the same for the same error in another version,
/// directory or package: numbers, hashes and directories are taken out.
///
/// @param id the same for the same `text`
/// @param text the error line as it is compared
/// @param line the number of the line that it comes from
/// @param offset of that line in the log
public record ErrorSignature(long attempt, long id, String text, long line, long offset) {}
