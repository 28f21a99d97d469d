package slipway.webui.farm;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where a master listens for gRPC, written `HOST:PORT` (an IPv6 address in brackets).
public record MasterAddress(String host, int port) {

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException if `text` is not `HOST:PORT`
  public static MasterAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    var host = text.substring(0, Math.max(colon, 0));
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (!host.isBlank() && port > 0 && port <= 65535) {
        return new MasterAddress(host, port);
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException("\"" + text + "\" is not HOST:PORT");
  }

  /// Whether the address stays on this machine, where a connection needs no encryption.
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
