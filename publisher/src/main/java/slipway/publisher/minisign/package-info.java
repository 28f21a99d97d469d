/// Signatures of files in the form of [minisign](https://jedisct1.github.io/minisign/): for images,
/// checksum files and whatever else is offered for download.
@NullMarked
package slipway.publisher.minisign;

import org.jspecify.annotations.NullMarked;
