package slipway.xbps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import slipway.xbps.tar.TarEntry;

/// Where the members of a package go while it is read.
@FunctionalInterface
interface MemberSink {
  MemberSink NOWHERE = (path, entry, data) -> data.transferTo(OutputStream.nullOutputStream());

  /// Takes one file or link, and reads all its data.
  ///
  /// @param path relative, without `.` and `..`
  void take(String path, TarEntry entry, InputStream data) throws IOException;
}
