package slipway.publisher;

import java.nio.file.Path;
import java.util.List;

/// The packages of one finished build. The files stay the caller's.
///
/// @param architecture for which they were built
/// @param repository what the template says: empty or `main`, `nonfree`, `bootstrap`
/// @param reference who delivered them, for the receipt: a build, a commit; may be empty
public record Delivery(
    String architecture, String repository, List<Path> packageFiles, String reference) {
  public Delivery(String architecture, String repository, List<Path> packageFiles) {
    this(architecture, repository, packageFiles, "");
  }

  public Delivery {
    packageFiles = List.copyOf(packageFiles);
  }
}
