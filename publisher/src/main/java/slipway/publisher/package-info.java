/// The signing and sync stage: from delivered packages to mirrors that were seen to have them.
///
/// [Publisher] is the door. It knows nothing of builds and workers.
@NullMarked
package slipway.publisher;

import org.jspecify.annotations.NullMarked;
