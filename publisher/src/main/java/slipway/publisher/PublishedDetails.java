package slipway.publisher;

import java.util.List;
import slipway.publisher.PackageSearch.Found;
import slipway.publisher.PackageSearch.OwnedFile;
import slipway.xbps.PackageFacts;

/// All that is known of one published package.
///
/// @param facts what its index says
public record PublishedDetails(Found found, PackageFacts facts, List<OwnedFile> files) {
  public PublishedDetails {
    files = List.copyOf(files);
  }
}
