package slipway.publisher;

import java.nio.file.Path;

/// A delivered package may not enter the repository. Nothing of its delivery does.
public final class PackageRejected extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fileName;

  /// @param reason what is wrong
  /// @param remedy what the person who made the package can do
  PackageRejected(Path file, String reason, String remedy) {
    super("%s refused: %s. %s".formatted(file.getFileName(), reason, remedy));
    this.fileName = String.valueOf(file.getFileName());
  }

  /// Name of the refused file, without its directory.
  public String fileName() {
    return fileName;
  }
}
