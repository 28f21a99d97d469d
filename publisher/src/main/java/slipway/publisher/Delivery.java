package slipway.publisher;

import java.nio.file.Path;
import java.util.List;

/// The packages of one finished build. The files stay the caller's.
///
/// @param architecture for which they were built
/// @param repository what the template says: empty or `main`, `nonfree`, `bootstrap`
public record Delivery(String architecture, String repository, List<Path> packageFiles) {
  public Delivery {
    packageFiles = List.copyOf(packageFiles);
  }
}
