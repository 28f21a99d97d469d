package slipway.publisher.signer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Where clients come in to a [SignerServer].
interface SignerDoor extends Closeable {
  /// A client that has come in.
  interface Client extends Closeable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /// Who it is, for the audit; may wait for the client to show it.
    ///
    /// @throws SignerServer.TurnedAway if it may not have things signed
    /// @throws IOException if it does not say
    String name() throws IOException, SignerServer.TurnedAway;
  }

  /// Waits for the next one.
  ///
  /// @throws IOException once it is closed, and otherwise if nobody can come in any more
  Client accept() throws IOException;

  boolean isOpen();

  /// For people: where it is.
  @Override
  String toString();
}
