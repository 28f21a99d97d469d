package slipway.logstore.read;

/// Some consecutive bytes of one log, as they were found in the database.
///
/// @param linesBefore newlines in the log before this piece
/// @param bytes not to be changed
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record Piece(long attempt, long offset, long linesBefore, int newlines, byte[] bytes) {

  /// The offset behind the last byte.
  public long end() {
    return offset + bytes.length;
  }

  public boolean endsInNewline() {
    return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
  }
}
